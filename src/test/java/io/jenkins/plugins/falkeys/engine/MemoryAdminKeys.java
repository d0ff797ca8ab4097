package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The controller's admin keys by credential ID. */
public final class MemoryAdminKeys implements AdminKeys {

    /** The ID of the configured one. */
    public static final String USUAL = "fal-admin";

    /** May be changed at any time. */
    public final Map<String, String> values = Collections.synchronizedMap(new TreeMap<>());

    public MemoryAdminKeys() {
        values.put(USUAL, FalApiStub.ADMIN_KEY);
    }

    @Override
    public AdminAccess forOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        return find(credentialsId == null ? USUAL : credentialsId);
    }

    @Override
    public AdminAccess recall(AdminReference reference) throws KeyException {
        return find(reference.credentialsId());
    }

    @Override
    public List<AdminAccess> configured() {
        synchronized (values) {
            return values.entrySet().stream()
                    .map(entry -> access(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private AdminAccess find(String credentialsId) throws KeyException {
        String value = values.get(credentialsId);
        if (value == null) {
            throw new KeyException("There is no credential '" + credentialsId + "'.");
        }
        return access(credentialsId, value);
    }

    private static AdminAccess access(String credentialsId, String value) {
        AdminKey key = AdminKey.of(value);
        return new AdminAccess(new AdminReference(credentialsId, "", key.keyId()), key);
    }
}
