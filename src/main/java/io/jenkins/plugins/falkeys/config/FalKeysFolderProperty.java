package io.jenkins.plugins.falkeys.config;

import com.cloudbees.hudson.plugins.folder.AbstractFolder;
import com.cloudbees.hudson.plugins.folder.AbstractFolderProperty;
import com.cloudbees.hudson.plugins.folder.AbstractFolderPropertyDescriptor;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.AdminKeyForm;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * What is set for a folder and all below it. What is left empty is as in the folder above, or as for the controller. What
 * is set can only tighten what a folder above says, see {@link FolderSettings}.
 */
public final class FalKeysFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private String adminCredentialsId;
    private String aliasPrefix;
    private JobsMayManage jobsMayManage;
    private List<ManagedKey> managedKeys;

    @DataBoundConstructor
    public FalKeysFolderProperty() {
        // nothing has to be set
    }

    /** ID of the credential that holds the admin key for the jobs below; null for none of this folder's own. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** What every alias of the jobs below must begin with, as well as with what folders above say; null for anything. */
    @CheckForNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    /**
     * @throws IllegalArgumentException when no alias could begin with it
     */
    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = Util.fixEmpty(AliasPrefix.check(Util.fixNull(aliasPrefix)));
    }

    /**
     * Which of the keys that are stored here the jobs below may manage at most; null for what the folder above says. It
     * counts for nothing on a folder that stores no keys, such as a multibranch project.
     */
    @CheckForNull
    public JobsMayManage getJobsMayManage() {
        return jobsMayManage;
    }

    @DataBoundSetter
    public void setJobsMayManage(@CheckForNull JobsMayManage jobsMayManage) {
        this.jobsMayManage = jobsMayManage;
    }

    /**
     * The keys that must exist in this folder. They count for nothing on a folder that stores no keys. What else a
     * hand-written configuration lists is left out, or it would hold up the lists of all folders.
     */
    @NonNull
    public List<ManagedKey> getManagedKeys() {
        return managedKeys == null
                ? List.of()
                : managedKeys.stream().filter(ManagedKey.class::isInstance).toList();
    }

    @DataBoundSetter
    public void setManagedKeys(@CheckForNull List<ManagedKey> managedKeys) {
        this.managedKeys = managedKeys == null || managedKeys.isEmpty() ? null : new ArrayList<>(managedKeys);
    }

    /** Has the managed keys follow their folder, which was renamed or moved. */
    void moveManagedKeys(String oldFullName, String newFullName) throws IOException {
        List<ManagedKey> moved = ManagedKey.moved(getManagedKeys(), oldFullName, newFullName);
        if (!moved.equals(getManagedKeys())) {
            setManagedKeys(moved);
            owner.save();
        }
    }

    private boolean setsNothing() {
        return adminCredentialsId == null && aliasPrefix == null && jobsMayManage == null && managedKeys == null;
    }

    @Extension
    @Symbol("falKeys")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor implements AdminKeyForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalKeysFolderProperty_displayName();
        }

        /** Whether what is set here counts; the form says so when it does not. */
        public boolean isInForce() {
            return FalKeysConfiguration.get().isFoldersMayOverride();
        }

        /** Whether keys can be stored in what is configured, so that there is something for jobs to manage. */
        public boolean storesKeys(@CheckForNull Object configured) {
            return configured instanceof AbstractFolder<?> folder && FolderSettings.storesKeys(folder);
        }

        /** Nothing set is nothing kept. What would loosen what a folder above says is refused. */
        @Override
        @CheckForNull
        public FalKeysFolderProperty newInstance(@CheckForNull StaplerRequest2 request, JSONObject form)
                throws FormException {
            Item folder = request == null ? null : request.findAncestorObject(Item.class);
            require(AliasPrefixForm.checkOf(folder, form.optString("aliasPrefix")), "aliasPrefix");
            if (form.optString("jobsMayManage").isEmpty()) {
                form.remove("jobsMayManage");
            } else {
                require(checkJobsMayManage(folder, form.getString("jobsMayManage")), "jobsMayManage");
            }
            FalKeysFolderProperty property = (FalKeysFolderProperty) super.newInstance(request, form);
            return property.setsNothing() ? null : property;
        }

        private static void require(FormValidation result, String field) throws FormException {
            if (result.kind == FormValidation.Kind.ERROR) {
                throw new FormException(result.getMessage(), field);
            }
        }

        private static FormValidation checkJobsMayManage(Item folder, String choice) {
            FolderSettings above = FolderSettings.above(folder);
            return above.jobsMayManageOfFolders()
                    .filter(most -> most.compareTo(JobsMayManage.valueOf(choice)) < 0)
                    .map(most -> FormValidation.error(
                            Messages.FalKeysFolderProperty_looser(most.getDisplayName(), above.jobsMayManageSetting())))
                    .orElseGet(FormValidation::ok);
        }

        @POST
        public FormValidation doCheckAliasPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            return item != null && item.hasPermission(Item.CONFIGURE)
                    ? AliasPrefixForm.checkOf(item, value)
                    : FormValidation.ok();
        }
    }
}
