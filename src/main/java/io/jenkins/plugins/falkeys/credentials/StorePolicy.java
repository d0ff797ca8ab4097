package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.Permission;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.Optional;
import java.util.Set;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/** Decides who may store keys where, by folder, settings and permissions. See {@link TargetFolder} for the folder. */
public final class StorePolicy implements StoreAccess {

    @Override
    public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
        ItemGroup<?> group = origin.byPerson() || origin.byList()
                ? TargetFolder.named(folder)
                : TargetFolder.above(Jobs.job(origin), folder);
        Target target = new Target(group.getFullName(), credentialsId);
        requireMayCreate(origin, target);
        return target;
    }

    @Override
    public void requireMayCreate(Origin origin, Target target) throws KeyException {
        if (!origin.byPerson()) {
            if (!origin.byList()) {
                TargetFolder.above(Jobs.job(origin), target.store()); // the job may have been moved
            }
            if (target.store().isEmpty() && !FalKeysConfiguration.get().isAllowRootStore()) {
                throw new KeyException(
                        origin.byList() ? Messages.StorePolicy_rootStoreOfList() : Messages.StorePolicy_rootStore());
            }
        }
        requireMayKeep(CredentialsProvider.CREATE, origin, target);
    }

    /** The controller's list may use every store; a folder's list only that of the folder. */
    private static void requireStoreOfList(Origin origin, Target target) throws KeyException {
        if (origin.byList() && !origin.job().isEmpty() && !target.store().equals(origin.job())) {
            throw new KeyException(Messages.StorePolicy_notOfList(target.describe(), origin.job()));
        }
    }

    @Override
    public void requireMayUpdate(Origin origin, Target target) throws KeyException {
        requireMayKeep(CredentialsProvider.UPDATE, origin, target);
    }

    /** If the folder is gone, there is nothing left to protect. */
    @Override
    public void requireMayDelete(Origin origin, Target target) throws KeyException {
        requireJobsMayManage(origin, target);
        if (FolderStores.group(target.store()) != null) {
            requirePermission(CredentialsProvider.DELETE, FolderStores.store(target), target);
        }
    }

    /** Wherever the key is stored, it would be useless if no job could bind it, so its kind is checked too. */
    private static void requireMayKeep(Permission permission, Origin origin, Target target) throws KeyException {
        requireStoreOfList(origin, target);
        requireJobsMayManage(origin, target);
        CredentialsStore store = FolderStores.store(target);
        if (!FolderStores.takesSecretTexts(store)) {
            throw new KeyException(Messages.StorePolicy_kindRestricted(target.describe()));
        }
        requirePermission(permission, store, target);
    }

    /** Checks what the folder, a folder above it or the controller lets jobs do, whoever their builds run as. */
    private static void requireJobsMayManage(Origin origin, Target target) throws KeyException {
        FolderSettings settings = FolderSettings.of(target.store());
        if (!origin.byPerson() && !origin.byList() && settings.jobsMayManage() == JobsMayManage.NO_KEYS) {
            throw new KeyException(Messages.StorePolicy_noKeys(target.describe(), settings.jobsMayManageSetting()));
        }
    }

    /** Checks the permission of the user that the build runs as. */
    private static void requirePermission(Permission permission, CredentialsStore store, Target target)
            throws KeyException {
        Authentication authentication = Jenkins.getAuthentication2();
        if (!store.hasPermission2(authentication, permission)) {
            throw new KeyException(
                    ACL.isAnonymous2(authentication)
                            ? Messages.StorePolicy_nobodyLacksPermission(permission.name, target.describe())
                            : Messages.StorePolicy_lacksPermission(
                                    authentication.getName(), permission.name, target.describe()));
        }
    }

    @Override
    public Set<String> sharedWith(Origin origin) {
        return FolderSettings.of(origin.job()).foldersThatShareKeys();
    }

    @Override
    public void requireFree(Origin origin, Target target) throws KeyException {
        String id = target.credentialsId();
        ModelObject place = origin.byPerson() || origin.byList()
                ? FolderStores.store(target).getContext()
                : Jobs.job(origin);
        Optional<TakenId> taken;
        try {
            taken = LookUps.ask(id, () -> TakenId.find(place, id));
        } catch (KeyException e) {
            throw new KeyException(Messages.StorePolicy_notKnown(e.getMessage()));
        }
        if (taken.isPresent()) {
            throw new KeyException(reason(origin, id, taken.get()));
        }
    }

    /**
     * The same answer for every credential, so that it does not reveal whether the credential holds a key of another
     * job.
     */
    private static String reason(Origin origin, String id, TakenId taken) {
        if (origin.byPerson() || origin.byList()) {
            return Messages.StorePolicy_takenInStore(id, taken.where());
        }
        return taken.folder() == null
                ? Messages.StorePolicy_takenForJob(id, taken.where())
                : Messages.StorePolicy_takenInFolder(
                        id, taken.where(), FolderSettings.of(taken.folder()).jobsMayManageSetting());
    }
}
