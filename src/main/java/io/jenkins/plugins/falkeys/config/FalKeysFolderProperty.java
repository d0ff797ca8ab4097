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
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What is set for a folder and all below it. What is left empty is as in the folder above, or as for the controller. */
public final class FalKeysFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private String adminCredentialsId;
    private String aliasPrefix;
    private JobsMayManage jobsMayManage;

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

    /** What every alias of the jobs below must begin with; null for none of this folder's own. */
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

    /** Which of the keys that are stored here the jobs below may manage; null for what the folder above says. */
    @CheckForNull
    public JobsMayManage getJobsMayManage() {
        return jobsMayManage;
    }

    @DataBoundSetter
    public void setJobsMayManage(@CheckForNull JobsMayManage jobsMayManage) {
        this.jobsMayManage = jobsMayManage;
    }

    private boolean setsNothing() {
        return adminCredentialsId == null && aliasPrefix == null && jobsMayManage == null;
    }

    /** Full name of the folder. */
    @NonNull
    public String folder() {
        return owner.getFullName();
    }

    @Extension
    @Symbol("falKeys")
    public static final class DescriptorImpl extends AbstractFolderPropertyDescriptor {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalKeysFolderProperty_displayName();
        }

        /** Whether what is set here counts; the form says so when it does not. */
        public boolean isInForce() {
            return FalKeysConfiguration.get().isFoldersMayOverride();
        }

        /** Nothing set is nothing kept. */
        @Override
        @CheckForNull
        public FalKeysFolderProperty newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            FormValidation prefix = AliasPrefixForm.check(form.optString("aliasPrefix"));
            if (prefix.kind == FormValidation.Kind.ERROR) {
                throw new FormException(prefix.getMessage(), "aliasPrefix");
            }
            if (form.optString("jobsMayManage").isEmpty()) {
                form.remove("jobsMayManage");
            }
            FalKeysFolderProperty property = (FalKeysFolderProperty) super.newInstance(request, form);
            return property.setsNothing() ? null : property;
        }

        @POST
        public ListBoxModel doFillAdminCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String adminCredentialsId) {
            return FalKeys.get().adminCredentials(item, adminCredentialsId);
        }

        @POST
        public FormValidation doCheckAdminCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FalKeys.get().checkAdminCredentialsId(item, value);
        }

        @POST
        public FormValidation doCheckAliasPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            return item != null && item.hasPermission(Item.CONFIGURE)
                    ? AliasPrefixForm.check(value)
                    : FormValidation.ok();
        }
    }
}
