package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.engine.CredentialStores;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Origin;
import io.jenkins.plugins.falkeys.engine.Target;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.springframework.security.core.Authentication;

/** Keeps keys as plain Secret text credentials, which survive without this plugin, in folders or at the root. */
public final class SecretTextStores implements CredentialStores {

    private static final Logger LOGGER = Logger.getLogger(SecretTextStores.class.getName());

    /** How a user names the root store. */
    private static final String ROOT = "/";

    @Override
    public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
        if (origin.byPerson()) {
            Target target = new Target(anyGroup(folder).getFullName(), credentialsId);
            requireMay(CredentialsProvider.CREATE, origin, target);
            return target;
        }
        ItemGroup<?> group = groupFor(Jobs.job(origin), folder);
        if (group instanceof Jenkins && !FalKeysConfiguration.get().isAllowRootStore()) {
            throw new KeyException(Messages.SecretTextStores_rootStore());
        }
        Target target = new Target(group.getFullName(), credentialsId);
        requireMay(CredentialsProvider.CREATE, origin, target);
        return target;
    }

    @Override
    public Set<String> sharedWith(Origin origin) {
        return FolderSettings.of(origin.job()).foldersThatShareKeys();
    }

    /** The folder says what its jobs may do; the permissions of whom the build runs as count all the same. */
    private static void requireMay(Permission permission, Origin origin, Target target) throws KeyException {
        if (!origin.byPerson() && FolderSettings.of(target.store()).jobsMayManage() == JobsMayManage.NO_KEYS) {
            throw new KeyException(Messages.SecretTextStores_noKeys(target.describe()));
        }
        Authentication authentication = Jenkins.getAuthentication2();
        if (!store(target).hasPermission2(authentication, permission)) {
            throw new KeyException(Messages.SecretTextStores_lacksPermission(
                    authentication.getName(), permission.name, target.describe()));
        }
    }

    @Override
    public void requireMayUpdate(Origin origin, Target target) throws KeyException {
        requireMay(CredentialsProvider.UPDATE, origin, target);
    }

    @Override
    public void requireMayDelete(Origin origin, Target target) throws KeyException {
        requireMay(CredentialsProvider.DELETE, origin, target);
    }

    /** The nearest folder that users add items to, which a multibranch project is not; or the one that was named. */
    private static ItemGroup<?> groupFor(Job<?, ?> job, @CheckForNull String folder) throws KeyException {
        String wanted = ROOT.equals(folder) ? "" : folder;
        return Jobs.groupsAbove(job).stream()
                .filter(ModifiableTopLevelItemGroup.class::isInstance)
                .filter(group -> wanted == null || group.getFullName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new KeyException(Messages.SecretTextStores_notAbove(folder, job.getFullName())));
    }

    /** The folder, or the root, that a person named: any one that users add items to. */
    private static ItemGroup<?> anyGroup(@CheckForNull String folder) throws KeyException {
        ItemGroup<?> group = folder == null ? null : group(ROOT.equals(folder) ? "" : folder);
        if (!(group instanceof ModifiableTopLevelItemGroup)) {
            throw new KeyException(Messages.SecretTextStores_noFolder(folder));
        }
        return group;
    }

    @Override
    public void requireFree(Origin origin, Target target) throws KeyException {
        ModelObject place = origin.byPerson() ? store(target).getContext() : Jobs.job(origin);
        Stream<IdCredentials> stored = stores(place).flatMap(SecretTextStores::all);
        if (Stream.concat(visibleFrom(place), stored)
                .anyMatch(credentials -> credentials.getId().equals(target.credentialsId()))) {
            throw new KeyException(
                    origin.byPerson()
                            ? Messages.SecretTextStores_takenInStore(target.credentialsId())
                            : Messages.SecretTextStores_takenForJob(target.credentialsId()));
        }
    }

    private static Stream<IdCredentials> visibleFrom(ModelObject place) {
        return (place instanceof Item item
                        ? CredentialsProvider.lookupCredentialsInItem(IdCredentials.class, item, ACL.SYSTEM2, List.of())
                        : CredentialsProvider.lookupCredentialsInItemGroup(
                                IdCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()))
                .stream();
    }

    @Override
    public void add(Target target, FalKey key, String description) throws KeyException {
        StringCredentialsImpl credentials = new StringCredentialsImpl(
                CredentialsScope.GLOBAL, target.credentialsId(), description, Secret.fromString(key.value()));
        try {
            if (!store(target).addCredentials(Domain.global(), credentials)) {
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
        CredentialsStore store = store(target);
        Stored old = find(store, target, oldKeyId)
                .orElseThrow(() -> new KeyException(Messages.SecretTextStores_otherKey(target.describe(), oldKeyId)));
        StringCredentialsImpl updated = new StringCredentialsImpl(
                old.credentials().getScope(),
                target.credentialsId(),
                description.apply(Util.fixNull(old.credentials().getDescription())),
                Secret.fromString(key.value()));
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

    /** A store that failed to save may show the new key all the same, until the next restart. */
    private static void writeBack(CredentialsStore store, Stored old, StringCredentials updated) {
        try {
            store.updateCredentials(old.domain(), updated, old.credentials());
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "The old key is back in memory; on disk it may never have been away", e);
        }
    }

    @Override
    public boolean holds(Target target, String keyId) {
        try {
            return find(store(target), target, keyId).isPresent();
        } catch (KeyException e) {
            return false;
        }
    }

    @Override
    @CheckForNull
    public String keyId(Target target) throws KeyException {
        return all(store(target))
                .filter(credentials -> credentials.getId().equals(target.credentialsId()))
                .filter(StringCredentials.class::isInstance)
                .map(credentials ->
                        ((StringCredentials) credentials).getSecret().getPlainText())
                .filter(value -> value.indexOf(':') > 0)
                .map(value -> value.substring(0, value.indexOf(':')))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void remove(Target target, String keyId) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            CredentialsStore store = store(target);
            Optional<Stored> found = find(store, target, keyId);
            if (found.isPresent()
                    && !store.removeCredentials(
                            found.get().domain(), found.get().credentials())) {
                throw new KeyException(Messages.SecretTextStores_removalRefused(target.describe()));
            }
        } catch (IOException e) {
            throw new KeyException(Messages.SecretTextStores_notRemoved(
                    target.describe(), e.getClass().getSimpleName()));
        }
    }

    /** A credential in its domain: an administrator may have moved it to another one than the global domain. */
    private record Stored(Domain domain, StringCredentials credentials) {}

    private static Optional<Stored> find(CredentialsStore store, Target target, String keyId) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return store.getDomains().stream()
                    .flatMap(domain -> store.getCredentials(domain).stream()
                            .filter(StringCredentials.class::isInstance)
                            .map(credentials -> new Stored(domain, (StringCredentials) credentials)))
                    .filter(stored -> stored.credentials().getId().equals(target.credentialsId()))
                    .filter(stored ->
                            stored.credentials().getSecret().getPlainText().startsWith(keyId + ":"))
                    .findFirst();
        }
    }

    private static CredentialsStore store(Target target) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            ItemGroup<?> group = group(target.store());
            if (group == null) {
                throw new KeyException(Messages.SecretTextStores_folderGone(target.store()));
            }
            return stores(group)
                    .filter(store -> store.getContext() == group)
                    .filter(store -> store.hasPermission2(ACL.SYSTEM2, CredentialsProvider.CREATE))
                    .findFirst()
                    .orElseThrow(() -> new KeyException(Messages.SecretTextStores_noStore(target.describe())));
        }
    }

    /** The folder of this full name, which is empty for the root; null when there is none. */
    @CheckForNull
    private static ItemGroup<?> group(String fullName) {
        if (fullName.isEmpty()) {
            return Jenkins.get();
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(fullName) instanceof ItemGroup<?> found ? found : null;
        }
    }

    private static Stream<CredentialsStore> stores(ModelObject context) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return StreamSupport.stream(
                    CredentialsProvider.lookupStores(context).spliterator(), false);
        }
    }

    private static Stream<IdCredentials> all(CredentialsStore store) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            List<Credentials> credentials = store.getDomains().stream()
                    .flatMap(domain -> store.getCredentials(domain).stream())
                    .toList();
            return credentials.stream().filter(IdCredentials.class::isInstance).map(IdCredentials.class::cast);
        }
    }
}
