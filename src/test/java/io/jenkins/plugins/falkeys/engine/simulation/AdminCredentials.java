package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The admin keys of a controller: one for all jobs, one that a folder has for its own jobs, and perhaps others. */
final class AdminCredentials {

    private static final String OF_FOLDER = "folder-admin";

    private final World world;
    private final Items items;
    private final Map<String, String> values = new TreeMap<>();
    private final String folderId;
    private String configured;

    /**
     * @param folder the folder that has its own admin key
     */
    AdminCredentials(World world, Items items, Items.Item folder) {
        this.world = world;
        this.items = items;
        this.folderId = folder.id;
        configured = "fal-admin";
        values.put(configured, world.fal.newAdminKey("acme"));
        values.put(OF_FOLDER, world.fal.newAdminKey("globex"));
    }

    private AdminCredentials(AdminCredentials original, Items items) {
        this.world = original.world;
        this.items = items;
        this.folderId = original.folderId;
        this.configured = original.configured;
        this.values.putAll(original.values);
    }

    AdminCredentials copy(Items copiedItems) {
        return new AdminCredentials(this, copiedItems);
    }

    /** Recreates the credential under another ID. */
    void rename() {
        String name = configured + "'";
        values.put(name, values.remove(configured));
        configured = name;
        world.log("admin", "renames the admin key's credential to " + name);
    }

    /** Replaces the configured admin key with another one of that account. */
    void replace(String account, boolean revoke) {
        String old = values.put(configured, world.fal.newAdminKey(account));
        world.log(
                "admin", "replaces the admin key with one of " + account + (revoke ? " and revokes the old one" : ""));
        if (revoke) {
            world.fal.revokeAdminKey(old);
        }
    }

    /** Whether this admin key is still configured. */
    boolean has(AdminReference reference) {
        return values.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(OF_FOLDER) || folder().isPresent())
                .anyMatch(entry -> entry.getValue().startsWith(reference.keyId() + ":"));
    }

    /** Configures an admin key for each account, so that the remaining work can be done. */
    void restore() {
        world.fal
                .accounts()
                .keySet()
                .forEach(account -> values.put("admin-of-" + account, world.fal.newAdminKey(account)));
    }

    /** The credential IDs that a user can choose from. */
    List<String> ids() {
        return List.copyOf(values.keySet());
    }

    AdminKeys of(Controller controller) {
        return new AdminKeys() {
            @Override
            public AdminAccess forOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
                controller.yieldPoint();
                if (credentialsId != null) {
                    return access(credentialsId, "");
                }
                Optional<String> folder = folder().filter(name -> origin.byList()
                        ? origin.job().equals(name)
                        : !origin.byPerson() && origin.job().startsWith(name + "/"));
                return folder.isPresent() ? access(OF_FOLDER, folder.get()) : access(configured, "");
            }

            @Override
            public AdminAccess recall(AdminReference reference) throws KeyException {
                controller.yieldPoint();
                if (!reference.context().isEmpty()
                        && items.find(reference.context()).isEmpty()) {
                    throw new KeyException("The folder no longer exists.");
                }
                return access(reference.credentialsId(), reference.context());
            }

            @Override
            public List<AdminAccess> configured() {
                controller.yieldPoint();
                return values.keySet().stream()
                        .filter(id -> !id.equals(OF_FOLDER) || folder().isPresent())
                        .map(id -> found(id, id.equals(OF_FOLDER) ? folder().orElseThrow() : ""))
                        .toList();
            }
        };
    }

    private Optional<String> folder() {
        return items.all().stream()
                .filter(item -> item.id.equals(folderId))
                .map(Items.Item::fullName)
                .findFirst();
    }

    private AdminAccess access(String id, String context) throws KeyException {
        if (!values.containsKey(id)) {
            throw new KeyException("There is no admin key " + id);
        }
        return found(id, context);
    }

    private AdminAccess found(String id, String context) {
        AdminKey key = AdminKey.of(values.get(id));
        return new AdminAccess(new AdminReference(id, context, key.keyId()), key);
    }
}
