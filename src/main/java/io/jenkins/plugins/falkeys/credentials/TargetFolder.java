package io.jenkins.plugins.falkeys.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.falkeys.engine.KeyException;
import jenkins.model.ModifiableTopLevelItemGroup;

/** Chooses the folder that a key is stored in: the nearest one above the job, or the one that was named. */
final class TargetFolder {

    /** How users refer to the root store. */
    private static final String ROOT = "/";

    private TargetFolder() {}

    /**
     * The folder for a key of a job. Only a folder to which users can add items counts, so not a multibranch project.
     *
     * @param fullName the folder that was named, which must be above the job; null for the nearest one
     * @throws KeyException if there is no such folder above the job
     */
    static ItemGroup<?> above(Job<?, ?> job, @CheckForNull String fullName) throws KeyException {
        String wanted = ROOT.equals(fullName) ? "" : fullName;
        return Jobs.groupsAbove(job).stream()
                .filter(ModifiableTopLevelItemGroup.class::isInstance)
                .filter(group -> wanted == null || group.getFullName().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new KeyException(Messages.TargetFolder_notAbove(fullName, job.getFullName())));
    }

    /**
     * The folder that a person or a list of managed keys named: any to which users can add items.
     *
     * @throws KeyException if there is no such folder
     */
    static ItemGroup<?> named(@CheckForNull String fullName) throws KeyException {
        ItemGroup<?> group = fullName == null ? null : FolderStores.group(ROOT.equals(fullName) ? "" : fullName);
        if (!(group instanceof ModifiableTopLevelItemGroup)) {
            throw new KeyException(Messages.TargetFolder_noFolder(fullName));
        }
        return group;
    }
}
