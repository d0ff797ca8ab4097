package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Finds the Secret text credentials that hold admin keys, as SYSTEM. A failed look-up throws a {@link KeyException}
 * whose message is part of a sentence.
 */
@Restricted(NoExternalUse.class)
public final class AdminCredentials {

    private AdminCredentials() {}

    /** A credential of the controller, with System or Global scope. */
    @CheckForNull
    public static StringCredentials ofController(String id) throws KeyException {
        return LookUps.ask(
                id,
                () -> CredentialsProvider.findCredentialByIdInItemGroup(
                        id, StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, requirements()));
    }

    /**
     * A credential that an item can use. It never has System scope: a folder's store may contain such credentials,
     * although its form does not offer that scope.
     */
    @CheckForNull
    static StringCredentials ofItem(String id, Item item) throws KeyException {
        return notOfSystemScope(LookUps.ask(
                id,
                () -> CredentialsProvider.findCredentialByIdInItem(
                        id, StringCredentials.class, item, ACL.SYSTEM2, requirements())));
    }

    /** A credential that every job can use. */
    @CheckForNull
    static StringCredentials ofAnyJob(String id) throws KeyException {
        return notOfSystemScope(ofController(id));
    }

    @CheckForNull
    private static StringCredentials notOfSystemScope(@CheckForNull StringCredentials found) {
        return found == null || found.getScope() == CredentialsScope.SYSTEM ? null : found;
    }

    /** The credential that this reference leads to now. */
    @CheckForNull
    static StringCredentials of(AdminReference reference) throws KeyException {
        if (reference.context().isEmpty()) {
            return ofController(reference.credentialsId());
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Item item = Jenkins.get().getItemByFullName(reference.context());
            return item == null ? null : ofItem(reference.credentialsId(), item);
        }
    }

    /**
     * Reads the admin key from a credential.
     *
     * @param context where the credential was found: full name of an item, or empty for the controller
     * @throws KeyException if the credential does not hold an admin key
     */
    static AdminAccess access(StringCredentials credentials, String context) throws KeyException {
        String id = credentials.getId();
        if (credentials instanceof FalBuildKeyCredentials) {
            throw new KeyException(Messages.AdminCredentials_buildKey(id));
        }
        String secret = LookUps.ask(id, () -> credentials.getSecret().getPlainText());
        try {
            AdminKey key = AdminKey.of(secret);
            return new AdminAccess(new AdminReference(id, context, key.keyId()), key);
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.AdminCredentials_noAdminKey(id, e.getMessage()));
        }
    }

    /** Shared by look-ups and drop-downs, so that both find the same credentials. */
    static List<DomainRequirement> requirements() {
        return URIRequirementBuilder.fromUri(FalKeysConfiguration.get().getApiUrl())
                .build();
    }
}
