package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** Stores keys as plain Secret text credentials, which remain usable without this plugin, in folders or at the root. */
public final class SecretTextStores implements CredentialStores {

    private static final Logger LOGGER = Logger.getLogger(SecretTextStores.class.getName());

    @Override
    public void add(Target target, FalKey key, String description) throws KeyException {
        StringCredentialsImpl credentials = new StringCredentialsImpl(
                CredentialsScope.GLOBAL, target.credentialsId(), description, Secret.fromString(key.value()));
        try {
            if (!FolderStores.store(target).addCredentials(Domain.global(), credentials)) {
                throw new KeyException(Messages.SecretTextStores_refused(target.describe()));
            }
        } catch (IOException | RuntimeException e) {
            throw new KeyException(Messages.SecretTextStores_notSaved(
                    target.describe(), e.getClass().getSimpleName()));
        }
    }

    @Override
    public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
            throws KeyException {
        update(target, oldKeyId, description, old -> Secret.fromString(key.value()));
    }

    private static void update(
            Target target, String keyId, UnaryOperator<String> description, UnaryOperator<Secret> secret)
            throws KeyException {
        CredentialsStore store = FolderStores.store(target);
        Stored old = find(store, target, keyId)
                .orElseThrow(() -> new KeyException(Messages.SecretTextStores_otherKey(target.describe(), keyId)));
        StringCredentialsImpl updated = new StringCredentialsImpl(
                old.credentials().getScope(),
                target.credentialsId(),
                description.apply(Util.fixNull(old.credentials().getDescription())),
                secret.apply(old.credentials().getSecret()));
        try {
            if (!store.updateCredentials(old.domain(), old.credentials(), updated)) {
                throw new KeyException(Messages.SecretTextStores_updateRefused(target.describe()));
            }
        } catch (IOException | RuntimeException e) {
            writeBack(store, old, updated);
            throw new KeyException(Messages.SecretTextStores_notSaved(
                    target.describe(), e.getClass().getSimpleName()));
        }
    }

    /** A store that failed to save may still show the new key until the next restart, so the old one is put back. */
    private static void writeBack(CredentialsStore store, Stored old, StringCredentials updated) {
        try {
            store.updateCredentials(old.domain(), updated, old.credentials());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(
                    Level.FINE, "The old key was restored in memory; the file on disk may not have changed at all", e);
        }
    }

    @Override
    @CheckForNull
    public String description(Target target, String keyId) {
        try {
            return find(FolderStores.store(target), target, keyId)
                    .map(stored -> Util.fixNull(stored.credentials().getDescription()))
                    .orElse(null);
        } catch (KeyException e) {
            return null;
        }
    }

    @Override
    public void setDescription(Target target, String keyId, String description) throws KeyException {
        update(target, keyId, old -> description, secret -> secret);
    }

    @Override
    public boolean holds(Target target, String keyId) {
        try {
            return find(FolderStores.store(target), target, keyId).isPresent();
        } catch (KeyException e) {
            return false;
        }
    }

    @Override
    @CheckForNull
    public String keyId(Target target) throws KeyException {
        CredentialsStore store = FolderStores.store(target);
        return LookUps.ask(
                target.credentialsId(),
                () -> FolderStores.all(store)
                        .filter(credentials -> credentials.getId().equals(target.credentialsId()))
                        .filter(SecretTextStores::isSecretText)
                        .map(credentials ->
                                ((StringCredentials) credentials).getSecret().getPlainText())
                        .filter(value -> value.indexOf(':') > 0)
                        .map(value -> value.substring(0, value.indexOf(':')))
                        .findFirst()
                        .orElse(null));
    }

    @Override
    public Map<String, Target> keyIds() {
        Map<String, Target> found = new HashMap<>();
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Stream.concat(
                            Stream.of(Jenkins.get()),
                            Jenkins.get()
                                    .getAllItems(Item.class, ModifiableTopLevelItemGroup.class::isInstance)
                                    .stream())
                    .map(ItemGroup.class::cast)
                    .forEach(group -> FolderStores.stores(group)
                            .filter(store -> store.getContext() == group)
                            .flatMap(FolderStores::all)
                            .filter(SecretTextStores::isSecretText)
                            .forEach(credentials -> {
                                String keyId = keyId((StringCredentials) credentials);
                                if (keyId != null) {
                                    found.put(keyId, new Target(group.getFullName(), credentials.getId()));
                                }
                            }));
        }
        return found;
    }

    /**
     * The part before the first colon of the credential's value; null if there is none, or if the value cannot be read.
     */
    @CheckForNull
    private static String keyId(StringCredentials credentials) {
        try {
            String value = credentials.getSecret().getPlainText();
            return value.indexOf(':') > 0 ? value.substring(0, value.indexOf(':')) : null;
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "The provider of this credential may be down: " + credentials.getId());
            return null;
        }
    }

    @Override
    public void remove(Target target, String keyId) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            CredentialsStore store = FolderStores.store(target);
            Optional<Stored> found = find(store, target, keyId);
            if (found.isPresent()
                    && !store.removeCredentials(
                            found.get().domain(), found.get().credentials())) {
                throw new KeyException(Messages.SecretTextStores_removalRefused(target.describe()));
            }
        } catch (IOException | RuntimeException e) {
            throw new KeyException(Messages.SecretTextStores_notRemoved(
                    target.describe(), e.getClass().getSimpleName()));
        }
    }

    /** A credential with its domain, which need not be the global one: an administrator may have moved it. */
    private record Stored(Domain domain, StringCredentials credentials) {}

    private static Optional<Stored> find(CredentialsStore store, Target target, String keyId) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return store.getDomains().stream()
                    .flatMap(domain -> store.getCredentials(domain).stream()
                            .filter(SecretTextStores::isSecretText)
                            .map(credentials -> new Stored(domain, (StringCredentials) credentials)))
                    .filter(stored -> stored.credentials().getId().equals(target.credentialsId()))
                    .filter(stored -> holds(stored.credentials(), keyId))
                    .findFirst();
        }
    }

    /** Excludes the credential kind with one key per build, whose secret only a build can read. */
    private static boolean isSecretText(Credentials credentials) {
        return credentials instanceof StringCredentials && !(credentials instanceof FalBuildKeyCredentials);
    }

    /** The plugin itself stores plain Secret texts, whose secret can always be read. */
    private static boolean holds(StringCredentials credentials, String keyId) {
        try {
            return credentials.getSecret().getPlainText().startsWith(keyId + ":");
        } catch (RuntimeException e) {
            LOGGER.log(Level.FINE, e, () -> "Not a credential of this plugin: " + credentials.getId());
            return false;
        }
    }
}
