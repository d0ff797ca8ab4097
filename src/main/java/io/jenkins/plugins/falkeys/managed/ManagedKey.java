package io.jenkins.plugins.falkeys.managed;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.FalKeysForm;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.util.List;
import java.util.Locale;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An entry in the list of managed keys of the controller or of a folder. */
public final class ManagedKey extends AbstractDescribableImpl<ManagedKey> {

    private static final String ROOT = "/";

    private final String alias;
    private String credentialsId;
    private String description;
    private String folder;
    private int rotateAfterDays;
    private int graceMinutes = RotateRequest.DEFAULT_GRACE_MINUTES;
    private String adminCredentialsId;

    @DataBoundConstructor
    public ManagedKey(String alias) {
        this.alias = Util.fixNull(alias).trim();
    }

    /** The key's alias; empty if a hand-written configuration has none. */
    @NonNull
    public String getAlias() {
        return Util.fixNull(alias);
    }

    /** ID of the credential; null to derive it from the alias. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** The credential's description; null for a generated one that names the key. */
    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** Full name of the folder whose store has the credential; null for the place that has the list. */
    @CheckForNull
    public String getFolder() {
        return folder;
    }

    @DataBoundSetter
    public void setFolder(@CheckForNull String folder) {
        String name = Util.fixEmptyAndTrim(folder);
        this.folder = name == null || ROOT.equals(name) ? name : Util.fixEmpty(name.replaceAll("^/+|/+$", ""));
    }

    /** After how many days the key is rotated; 0 for never. */
    public int getRotateAfterDays() {
        return rotateAfterDays;
    }

    @DataBoundSetter
    public void setRotateAfterDays(int rotateAfterDays) {
        this.rotateAfterDays = Math.max(0, rotateAfterDays);
    }

    /** How long the old key stays alive after a rotation, in minutes. */
    public int getGraceMinutes() {
        return graceMinutes;
    }

    @DataBoundSetter
    public void setGraceMinutes(int graceMinutes) {
        this.graceMinutes = Math.max(0, graceMinutes);
    }

    /** ID of the admin key's credential; null for the one configured for the place that has the list. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** The entries after a folder was renamed or moved. */
    @Restricted(NoExternalUse.class)
    public static List<ManagedKey> moved(List<ManagedKey> keys, String oldFullName, String newFullName) {
        return keys.stream().map(key -> key.moved(oldFullName, newFullName)).toList();
    }

    /** Whether the entry names a folder, or one below it. */
    @Restricted(NoExternalUse.class)
    public boolean isIn(String fullName) {
        String place = Util.fixNull(folder).toLowerCase(Locale.ROOT);
        String name = fullName.toLowerCase(Locale.ROOT);
        return place.equals(name) || place.startsWith(name + "/");
    }

    private ManagedKey moved(String oldFullName, String newFullName) {
        if (!oldFullName.equalsIgnoreCase(folder)) {
            return this;
        }
        ManagedKey moved = new ManagedKey(alias);
        moved.credentialsId = credentialsId;
        moved.description = description;
        moved.folder = newFullName;
        moved.rotateAfterDays = rotateAfterDays;
        moved.graceMinutes = graceMinutes;
        moved.adminCredentialsId = adminCredentialsId;
        return moved;
    }

    /**
     * The entry in the engine's terms.
     *
     * @param place the place that has the list: full name of a folder; empty for the controller
     */
    @Restricted(NoExternalUse.class)
    public ManagedEntry entry(String place) {
        return new ManagedEntry(
                place,
                getAlias(),
                credentialsId,
                description,
                folder == null ? place : store(folder),
                rotateAfterDays,
                graceMinutes,
                adminCredentialsId);
    }

    /** Jenkins may ignore the case when it finds a folder by name, but records contain the exact name. */
    private static String store(String name) {
        if (ROOT.equals(name)) {
            return "";
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Item found = Jenkins.get().getItemByFullName(name);
            return found == null ? name : found.getFullName();
        }
    }

    @Extension
    @Symbol("falManagedKey")
    public static final class DescriptorImpl extends Descriptor<ManagedKey> implements FalKeysForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.ManagedKey_displayName();
        }

        /**
         * Whether the list being configured is a folder's. The keys of such a list always go into the folder's own
         * store.
         */
        @Restricted(NoExternalUse.class)
        public boolean isOfFolder(@CheckForNull Object configured) {
            return configured instanceof Item;
        }

        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String folder) {
            return FalKeys.get().checkManagedCredentialsId(item, folder, value);
        }

        @POST
        public FormValidation doCheckFolder(@QueryParameter String value) {
            if (!Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
                return FormValidation.ok();
            }
            String name = Util.fixEmptyAndTrim(value);
            return name == null
                            || ROOT.equals(name)
                            || Jenkins.get().getItemByFullName(name) instanceof ModifiableTopLevelItemGroup
                    ? FormValidation.ok()
                    : FormValidation.error(Messages.ManagedKey_noFolder(name));
        }

        @Override
        @POST
        public ListBoxModel doFillAdminCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String adminCredentialsId) {
            return item == null
                    ? FalKeys.get().controllerAdminCredentials(adminCredentialsId)
                    : FalKeys.get().adminCredentials(item, adminCredentialsId);
        }

        /** The controller's list may use any admin key that its drop-down offers. */
        @Override
        @POST
        public FormValidation doCheckAdminCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return item == null ? FormValidation.ok() : FalKeysForm.super.doCheckAdminCredentialsId(item, value);
        }
    }
}
