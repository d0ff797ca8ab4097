package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.credentials.Messages;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.util.List;

/** The controller's one admin key. */
final class SimAdminKeys implements AdminKeys {

    static final String ID = "fal-admin";

    private final AdminKey key;
    private final Setup setup;

    SimAdminKeys(AdminKey key, Setup setup) {
        this.key = key;
        this.setup = setup;
    }

    @Override
    public AdminAccess forOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        if (credentialsId != null) {
            throw notCreated(Messages.AdminKeyLookup_notVisible(origin.job(), credentialsId));
        }
        if (!setup.adminKey()) {
            throw notCreated(Messages.AdminKeyLookup_notConfigured());
        }
        List<String> folders = setup.allowedFolders();
        if (folders.isEmpty()) {
            throw notCreated(Messages.AdminKeyLookup_nobodyAllowed(origin.job()));
        }
        if (folders.stream()
                .noneMatch(folder -> folder.equals("*") || origin.job().startsWith(folder + "/"))) {
            throw notCreated(Messages.AdminKeyLookup_notAllowed(origin.job(), String.join(", ", folders)) + ".");
        }
        return recall(new AdminReference(ID, "", key.keyId()));
    }

    private static KeyException notCreated(String why) {
        return new KeyException(Messages.AdminKeyLookup_notMade(why));
    }

    @Override
    public AdminAccess recall(AdminReference reference) {
        return new AdminAccess(new AdminReference(ID, "", key.keyId()), key);
    }

    @Override
    public List<AdminAccess> configured() {
        return List.of(recall(new AdminReference(ID, "", key.keyId())));
    }
}
