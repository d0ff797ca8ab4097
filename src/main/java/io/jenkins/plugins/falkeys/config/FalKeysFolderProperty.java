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
 * The settings of a folder and everything below it. An empty setting is inherited from the folder above, or else from
 * the controller. A folder can only tighten the settings of the folders above; see {@link FolderSettings}.
 */
public final class FalKeysFolderProperty extends AbstractFolderProperty<AbstractFolder<?>> {

    private String adminCredentialsId;
    private String aliasPrefix;
    private JobsMayManage jobsMayManage;
    private List<ManagedKey> managedKeys;

    @DataBoundConstructor
    public FalKeysFolderProperty() {
        // every setting is optional
    }

    /** ID of the credential with the admin key that the jobs below use; null to inherit it. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /**
     * The required prefix of the aliases of all jobs below, which must also begin with the prefixes of the folders
     * above; null to inherit it.
     */
    @CheckForNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    /**
     * @throws IllegalArgumentException if no alias could begin with it
     */
    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = Util.fixEmpty(AliasPrefix.check(Util.fixNull(aliasPrefix)));
    }

    /**
     * The most that the jobs below may do with the keys in this folder's store; null to inherit it. Ignored for a
     * folder that stores no keys, such as a multibranch project.
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
     * The managed keys of this folder, which are ignored if it stores no keys. Anything else in a hand-written
     * configuration is dropped, since it would block the lists of all folders.
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

    /** Updates the managed keys after their folder was renamed or moved. */
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

        /** Whether folder settings are applied. If they are not, the form says so. */
        public boolean isInForce() {
            return FalKeysConfiguration.get().isFoldersMayOverride();
        }

        /** Whether keys can be stored in the configured item, so that jobs have something to manage. */
        public boolean storesKeys(@CheckForNull Object configured) {
            return configured instanceof AbstractFolder<?> folder && FolderSettings.storesKeys(folder);
        }

        /** Returns null if nothing is set, and rejects what would loosen the settings of a folder above. */
        @Override
        @CheckForNull
        public FalKeysFolderProperty newInstance(@CheckForNull StaplerRequest2 request, JSONObject form)
                throws FormException {
            Item folder = request == null ? null : request.findAncestorObject(Item.class);
            ConfigurationChecks.require(
                    prefix -> ConfigurationChecks.aliasPrefixOf(folder, prefix),
                    form.optString("aliasPrefix"),
                    "aliasPrefix");
            if (form.optString("jobsMayManage").isEmpty()) {
                form.remove("jobsMayManage");
            } else {
                ConfigurationChecks.require(
                        choice -> ConfigurationChecks.jobsMayManageOf(folder, choice),
                        form.getString("jobsMayManage"),
                        "jobsMayManage");
            }
            FalKeysFolderProperty property = (FalKeysFolderProperty) super.newInstance(request, form);
            return property.setsNothing() ? null : property;
        }

        @POST
        public FormValidation doCheckAliasPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            return item != null && item.hasPermission(Item.CONFIGURE)
                    ? ConfigurationChecks.show(prefix -> ConfigurationChecks.aliasPrefixOf(item, prefix), value)
                    : FormValidation.ok();
        }
    }
}
