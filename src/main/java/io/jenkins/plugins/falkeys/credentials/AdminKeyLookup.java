package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ParametersAction;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** Finds admin keys among the credentials, and decides which jobs they serve. */
public final class AdminKeyLookup implements AdminKeys {

    @Override
    public AdminAccess serving(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        if (origin.byPerson()) {
            return ofController(credentialsId == null ? configuredId() : credentialsId);
        }
        if (credentialsId != null) {
            return chosen(origin, credentialsId);
        }
        Optional<FalKeysFolderProperty> folder = FolderSettings.of(origin.job()).withAdminKey();
        return folder.isPresent() ? ofFolder(origin, folder.get()) : configured(origin);
    }

    /** A folder's own admin key serves all jobs below it, which can read it anyway. */
    private static AdminAccess ofFolder(Origin origin, FalKeysFolderProperty folder) throws KeyException {
        String id = folder.getAdminCredentialsId();
        StringCredentials credentials = find(id, folder.folder());
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notInFolder(folder.folder(), id));
        }
        CredentialsProvider.track(Jobs.run(origin), credentials);
        return access(credentials, folder.folder());
    }

    /** The controller's own admin key, which may have System scope so that no job can bind it. */
    private static AdminAccess configured(Origin origin) throws KeyException {
        if (FalKeysConfiguration.get().getAdminCredentialsId() == null) {
            MissingAdminKeyMonitor.missedBy(origin.job());
        }
        String id = configuredId();
        if (!FalKeysConfiguration.get().allows(origin.job())) {
            throw new KeyException(Messages.AdminKeyLookup_notAllowed(origin.job()));
        }
        AdminAccess access = ofController(id);
        CredentialsProvider.track(Jobs.run(origin), find(id));
        return access;
    }

    private static String configuredId() throws KeyException {
        String id = FalKeysConfiguration.get().getAdminCredentialsId();
        if (id == null) {
            throw new KeyException(Messages.AdminKeyLookup_notConfigured());
        }
        return id;
    }

    /** An admin key that the user named, out of those that the build may use. */
    private static AdminAccess chosen(Origin origin, String id) throws KeyException {
        Run<?, ?> run = Jobs.run(origin);
        if (id.startsWith("${") || isParameter(run, id)) {
            throw new KeyException(Messages.AdminKeyLookup_parameter(id));
        }
        StringCredentials credentials =
                forJobs(CredentialsProvider.findCredentialById(id, StringCredentials.class, run, requirements()));
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notVisible(origin.job(), id));
        }
        CredentialsProvider.track(run, credentials);
        return access(credentials, run.getParent().getParent().getFullName());
    }

    private static boolean isParameter(Run<?, ?> run, String id) {
        return run.getActions(ParametersAction.class).stream()
                .anyMatch(action -> action.getParameter(id) instanceof CredentialsParameterValue);
    }

    @Override
    public AdminAccess recall(AdminReference reference) throws KeyException {
        if (reference.context().isEmpty()) {
            return ofController(reference.credentialsId());
        }
        StringCredentials credentials = find(reference.credentialsId(), reference.context());
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_gone(reference.credentialsId(), reference.context()));
        }
        return access(credentials, reference.context());
    }

    @Override
    public List<AdminAccess> configured() {
        try {
            return List.of(ofController(configuredId()));
        } catch (KeyException e) {
            return List.of();
        }
    }

    /** The credential of this ID as the folder of this full name sees it, which is never one of System scope. */
    @CheckForNull
    private static StringCredentials find(String id, String folder) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Item item = Jenkins.get().getItemByFullName(folder);
            return item == null
                    ? null
                    : forJobs(CredentialsProvider.findCredentialByIdInItem(
                            id, StringCredentials.class, item, ACL.SYSTEM2, requirements()));
        }
    }

    /** A folder's store can hold credentials of System scope, which its form does not offer: they are not for jobs. */
    @CheckForNull
    private static StringCredentials forJobs(@CheckForNull StringCredentials found) {
        return found == null || found.getScope() == CredentialsScope.SYSTEM ? null : found;
    }

    private static AdminAccess ofController(String id) throws KeyException {
        StringCredentials credentials = find(id);
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notOfController(id));
        }
        return access(credentials, "");
    }

    @CheckForNull
    static StringCredentials find(String id) {
        return CredentialsProvider.findCredentialByIdInItemGroup(
                id, StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, requirements());
    }

    private static AdminAccess access(StringCredentials credentials, String context) throws KeyException {
        try {
            AdminKey key = AdminKey.of(credentials.getSecret().getPlainText());
            return new AdminAccess(new AdminReference(credentials.getId(), context, key.keyId()), key);
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.AdminKeyLookup_noAdminKey(credentials.getId(), e.getMessage()));
        }
    }

    /** The same for look-ups and drop-downs. */
    static List<DomainRequirement> requirements() {
        return URIRequirementBuilder.fromUri(FalKeysConfiguration.get().getApiUrl())
                .build();
    }
}
