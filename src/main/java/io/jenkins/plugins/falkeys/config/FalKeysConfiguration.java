package io.jenkins.plugins.falkeys.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONArray;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What an administrator sets for the whole controller. */
@Extension
@Symbol("falKeys")
public final class FalKeysConfiguration extends GlobalConfiguration implements Settings {

    private String adminCredentialsId;
    private String apiUrl = ApiUrl.DEFAULT;
    private volatile List<String> allowedFolders = List.of();
    private boolean allowRootStore;
    private String credentialsIdPrefix = "";
    private String aliasPrefix = "";
    private JobsMayManage jobsMayManage = JobsMayManage.OWN_KEYS;
    private boolean foldersMayOverride = true;
    private int connectTimeoutSeconds = 10;
    private int readTimeoutSeconds = 30;
    private int waitBudgetSeconds = 300;
    private int buildKeyMemoryDays = 1;
    private int storedKeyMemoryDays = 30;
    private volatile List<ManagedKey> managedKeys = List.of();

    public FalKeysConfiguration() {
        load();
    }

    public static FalKeysConfiguration get() {
        return ExtensionList.lookupSingleton(FalKeysConfiguration.class);
    }

    /** ID of the credential that holds the admin key, System scope welcome; null for none. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** Base URL of the fal API, without a slash at its end. */
    @NonNull
    public String getApiUrl() {
        return apiUrl;
    }

    /**
     * @throws IllegalArgumentException when the admin key must not be sent there
     */
    @DataBoundSetter
    public void setApiUrl(@CheckForNull String apiUrl) {
        String url = Util.fixEmptyAndTrim(apiUrl);
        this.apiUrl = url == null ? ApiUrl.DEFAULT : ApiUrl.check(url);
    }

    /** Full names of the folders whose jobs may use the admin key; {@code *} for all jobs. */
    @NonNull
    public synchronized List<String> getAllowedFolders() {
        return allowedFolders;
    }

    /** The allowed folders for the form, one a line. */
    @Restricted(NoExternalUse.class)
    public String allowedFoldersText() {
        return String.join("\n", allowedFolders);
    }

    /**
     * @param allowedFolders blanks and slashes around a name do not count; several lines are several names
     */
    @DataBoundSetter
    public synchronized void setAllowedFolders(@CheckForNull List<String> allowedFolders) {
        this.allowedFolders = AllowedFolders.of(Util.fixNull(allowedFolders)).entries();
    }

    /** Whether a job may use the admin key. */
    public boolean allows(String jobFullName) {
        return new AllowedFolders(allowedFolders).allow(jobFullName);
    }

    /** The allowed folders that do not exist. */
    public List<String> unknownAllowedFolders() {
        return new AllowedFolders(allowedFolders).unknown();
    }

    /** Changes the allowed folders as the folders themselves changed, and saves them if that makes a difference. */
    synchronized void changeAllowedFolders(UnaryOperator<AllowedFolders> change) {
        List<String> changed = change.apply(new AllowedFolders(allowedFolders)).entries();
        if (!changed.equals(allowedFolders)) {
            allowedFolders = changed;
            save();
        }
    }

    /** Whether keys may be stored at the root, where every job sees them. */
    public boolean isAllowRootStore() {
        return allowRootStore;
    }

    @DataBoundSetter
    public void setAllowRootStore(boolean allowRootStore) {
        this.allowRootStore = allowRootStore;
    }

    /** What the ID of every new credential must begin with; empty for anything. */
    @NonNull
    public String getCredentialsIdPrefix() {
        return credentialsIdPrefix;
    }

    @DataBoundSetter
    public void setCredentialsIdPrefix(@CheckForNull String credentialsIdPrefix) {
        this.credentialsIdPrefix = Util.fixNull(credentialsIdPrefix).trim();
    }

    @Override
    public String credentialsIdPrefix() {
        return credentialsIdPrefix;
    }

    /** What every alias must begin with where no folder says anything; empty for anything. */
    @NonNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    /**
     * @throws IllegalArgumentException when no alias could begin with it
     */
    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = AliasPrefix.check(Util.fixNull(aliasPrefix));
    }

    @Override
    public AliasPrefix aliasPrefix(Origin origin) {
        return FolderSettings.of(origin.job()).aliasPrefix();
    }

    /** Which of the keys that are stored in a folder the jobs below may manage where no folder says anything. */
    @NonNull
    public JobsMayManage getJobsMayManage() {
        return jobsMayManage;
    }

    @DataBoundSetter
    public void setJobsMayManage(@CheckForNull JobsMayManage jobsMayManage) {
        this.jobsMayManage = jobsMayManage == null ? JobsMayManage.OWN_KEYS : jobsMayManage;
    }

    /** Whether what folders set counts at all. */
    public boolean isFoldersMayOverride() {
        return foldersMayOverride;
    }

    @DataBoundSetter
    public void setFoldersMayOverride(boolean foldersMayOverride) {
        this.foldersMayOverride = foldersMayOverride;
    }

    /** How long to wait for a connection to fal, in seconds. */
    public int getConnectTimeoutSeconds() {
        return connectTimeoutSeconds;
    }

    @DataBoundSetter
    public void setConnectTimeoutSeconds(int connectTimeoutSeconds) {
        this.connectTimeoutSeconds = Math.max(1, connectTimeoutSeconds);
    }

    /** How long to wait for an answer from fal, in seconds. */
    public int getReadTimeoutSeconds() {
        return readTimeoutSeconds;
    }

    @DataBoundSetter
    public void setReadTimeoutSeconds(int readTimeoutSeconds) {
        this.readTimeoutSeconds = Math.max(1, readTimeoutSeconds);
    }

    /** How long a step may wait for fal in all, rate limits and retries included, in seconds. */
    public int getWaitBudgetSeconds() {
        return waitBudgetSeconds;
    }

    @DataBoundSetter
    public void setWaitBudgetSeconds(int waitBudgetSeconds) {
        this.waitBudgetSeconds = Math.max(1, waitBudgetSeconds);
    }

    @Override
    public Duration waitBudget() {
        return Duration.ofSeconds(waitBudgetSeconds);
    }

    /** How long the records of deleted keys that lived in a build are kept, in days. */
    public int getBuildKeyMemoryDays() {
        return buildKeyMemoryDays;
    }

    @DataBoundSetter
    public void setBuildKeyMemoryDays(int buildKeyMemoryDays) {
        this.buildKeyMemoryDays = Math.max(1, buildKeyMemoryDays);
    }

    @Override
    public Duration buildKeyMemory() {
        return Duration.ofDays(buildKeyMemoryDays);
    }

    /** How long the records of deleted keys that were stored are kept, in days. */
    public int getStoredKeyMemoryDays() {
        return storedKeyMemoryDays;
    }

    @DataBoundSetter
    public void setStoredKeyMemoryDays(int storedKeyMemoryDays) {
        this.storedKeyMemoryDays = Math.max(1, storedKeyMemoryDays);
    }

    @Override
    public Duration storedKeyMemory() {
        return Duration.ofDays(storedKeyMemoryDays);
    }

    /** The keys that must exist. */
    @NonNull
    public synchronized List<ManagedKey> getManagedKeys() {
        return managedKeys;
    }

    @DataBoundSetter
    public synchronized void setManagedKeys(@CheckForNull List<ManagedKey> managedKeys) {
        this.managedKeys = new ArrayList<>(Util.fixNull(managedKeys));
    }

    @Override
    public List<ManagedEntry> managedKeys() {
        return Stream.concat(managedKeys.stream().map(key -> key.entry("")), FolderSettings.managedKeys().stream())
                .toList();
    }

    /** Has the managed keys follow a folder that was renamed or moved. */
    synchronized void moveManagedKeys(String oldFullName, String newFullName) {
        List<ManagedKey> moved = ManagedKey.moved(managedKeys, oldFullName, newFullName);
        if (!moved.equals(managedKeys)) {
            setManagedKeys(moved);
            save();
        }
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        require(check(form.getString("apiUrl")), "apiUrl");
        require(AliasPrefixForm.check(form.getString("aliasPrefix")), "aliasPrefix");
        form.put("allowedFolders", JSONArray.fromObject(List.of(form.getString("allowedFolders"))));
        if (!form.has("managedKeys")) {
            setManagedKeys(null);
        }
        request.bindJSON(this, form);
        save();
        return true;
    }

    private static void require(FormValidation result, String field) throws FormException {
        if (result.kind == FormValidation.Kind.ERROR) {
            throw new FormException(result.getMessage(), field);
        }
    }

    private static FormValidation check(String apiUrl) {
        try {
            if (Util.fixEmptyAndTrim(apiUrl) != null) {
                ApiUrl.check(apiUrl.trim());
            }
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    @POST
    public FormValidation doCheckApiUrl(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return check(value);
    }

    @POST
    public FormValidation doCheckAliasPrefix(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return AliasPrefixForm.check(value);
    }

    @POST
    public FormValidation doCheckAllowedFolders(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        List<String> unknown = AllowedFolders.of(List.of(Util.fixNull(value))).unknown();
        return unknown.isEmpty()
                ? FormValidation.ok()
                : FormValidation.warning(Messages.FalKeysConfiguration_unknownFolders(String.join(", ", unknown)));
    }

    @POST
    public ListBoxModel doFillAdminCredentialsIdItems(@QueryParameter String adminCredentialsId) {
        return FalKeys.get().controllerAdminCredentials(adminCredentialsId);
    }

    /** Reads one key with the admin key and URL as they stand in the form, and changes nothing. */
    @POST
    public FormValidation doTestConnection(@QueryParameter String adminCredentialsId, @QueryParameter String apiUrl) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FormValidation url = check(apiUrl);
        if (url.kind == FormValidation.Kind.ERROR) {
            return url;
        }
        try {
            String address = Util.fixEmptyAndTrim(apiUrl);
            String account = FalKeys.get()
                    .testConnection(adminCredentialsId, address == null ? ApiUrl.DEFAULT : ApiUrl.check(address));
            return FormValidation.ok((Messages.FalKeysConfiguration_connected() + " " + account).trim());
        } catch (KeyException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
