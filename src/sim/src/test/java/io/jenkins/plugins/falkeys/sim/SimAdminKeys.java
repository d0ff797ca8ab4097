package io.jenkins.plugins.falkeys.sim;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.AdminAccess;
import io.jenkins.plugins.falkeys.engine.AdminKeys;
import io.jenkins.plugins.falkeys.engine.AdminReference;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Origin;
import io.jenkins.plugins.falkeys.scenarios.Setup;

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
    public AdminAccess serving(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        if (credentialsId != null) {
            throw new KeyException("No key was made: the job '" + origin.job() + "' sees no Secret text credential '"
                    + credentialsId + "' for the admin key.");
        }
        if (!setup.adminKey()) {
            throw new KeyException("No key was made: no admin key is configured.");
        }
        if (setup.allowedFolders().stream()
                .noneMatch(folder -> folder.equals("*") || origin.job().startsWith(folder + "/"))) {
            throw new KeyException("No key was made: the job '" + origin.job() + "' may not use the controller's admin"
                    + " key. An administrator allows its folder under Manage Jenkins » System » fal API keys » Allowed"
                    + " folders.");
        }
        return recall(new AdminReference(ID, "", key.keyId()));
    }

    @Override
    public AdminAccess recall(AdminReference reference) {
        return new AdminAccess(new AdminReference(ID, "", key.keyId()), key);
    }
}
