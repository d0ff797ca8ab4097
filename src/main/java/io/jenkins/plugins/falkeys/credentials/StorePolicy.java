package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.Permission;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.springframework.security.core.Authentication;

/** Decides by folders, settings and permissions who may keep keys where. */
public final class StorePolicy implements StoreAccess {

    /** How a user names the root store. */
    private static final String ROOT = "/";

    @Override
    public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
        ItemGroup<?> group = origin.byPerson() ? anyGroup(folder) : groupFor(Jobs.job(origin), folder);
        if (!origin.byPerson()
                && group instanceof Jenkins
                && !FalKeysConfiguration.get().isAllowRootStore()) {
            throw new KeyException(Messages.StorePolicy_rootStore());
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
            throw new KeyException(Messages.StorePolicy_noKeys(target.describe()));
        }
        Authentication authentication = Jenkins.getAuthentication2();
        if (!FolderStores.store(target).hasPermission2(authentication, permission)) {
            throw new KeyException(
                    Messages.StorePolicy_lacksPermission(authentication.getName(), permission.name, target.describe()));
        }
    }

    @Override
    public void requireMayCreate(Origin origin, Target target) throws KeyException {
        requireMay(CredentialsProvider.CREATE, origin, target);
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
                .orElseThrow(() -> new KeyException(Messages.StorePolicy_notAbove(folder, job.getFullName())));
    }

    /** The folder, or the root, that a person named: any one that users add items to. */
    private static ItemGroup<?> anyGroup(@CheckForNull String folder) throws KeyException {
        ItemGroup<?> group = folder == null ? null : FolderStores.group(ROOT.equals(folder) ? "" : folder);
        if (!(group instanceof ModifiableTopLevelItemGroup)) {
            throw new KeyException(Messages.StorePolicy_noFolder(folder));
        }
        return group;
    }

    @Override
    public void requireFree(Origin origin, Target target) throws KeyException {
        ModelObject place = origin.byPerson() ? FolderStores.store(target).getContext() : Jobs.job(origin);
        Stream<IdCredentials> stored = FolderStores.stores(place).flatMap(FolderStores::all);
        if (Stream.concat(visibleFrom(place), stored)
                .anyMatch(credentials -> credentials.getId().equals(target.credentialsId()))) {
            throw new KeyException(
                    origin.byPerson()
                            ? Messages.StorePolicy_takenInStore(target.credentialsId())
                            : Messages.StorePolicy_takenForJob(target.credentialsId()));
        }
    }

    private static Stream<IdCredentials> visibleFrom(ModelObject place) {
        return (place instanceof Item item
                        ? CredentialsProvider.lookupCredentialsInItem(IdCredentials.class, item, ACL.SYSTEM2, List.of())
                        : CredentialsProvider.lookupCredentialsInItemGroup(
                                IdCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()))
                .stream();
    }
}
