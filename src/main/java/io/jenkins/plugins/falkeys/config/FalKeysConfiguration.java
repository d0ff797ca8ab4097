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
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Retention;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
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

/** The global configuration of the plugin. */
@Extension
@Symbol("falKeys")
public final class FalKeysConfiguration extends GlobalConfiguration implements Settings {

    private static final Logger LOGGER = Logger.getLogger(FalKeysConfiguration.class.getName());

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

    /** ID of the credential that holds the admin key, which may and should have System scope; null for none. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** Base URL of the fal API, without a trailing slash. */
    @NonNull
    public String getApiUrl() {
        return apiUrl;
    }

    /**
     * @throws IllegalArgumentException if the admin key must not be sent to this URL
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

    /** The allowed folders as the form shows them, one per line. */
    @Restricted(NoExternalUse.class)
    public String allowedFoldersText() {
        return String.join("\n", allowedFolders);
    }

    /**
     * @param allowedFolders full names; spaces and slashes around them are removed, and an entry with several lines
     *     counts as several entries
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

    /** Updates the allowed folders after a folder has changed, and saves them if they are different. */
    synchronized void changeAllowedFolders(UnaryOperator<AllowedFolders> change) {
        List<String> changed = change.apply(new AllowedFolders(allowedFolders)).entries();
        if (!changed.equals(allowedFolders)) {
            allowedFolders = changed;
            save();
        }
    }

    /** Whether keys may be stored at the root, where every job can see them. */
    public boolean isAllowRootStore() {
        return allowRootStore;
    }

    @DataBoundSetter
    public void setAllowRootStore(boolean allowRootStore) {
        this.allowRootStore = allowRootStore;
    }

    /** The required prefix of new credential IDs; empty for any ID. */
    @NonNull
    public String getCredentialsIdPrefix() {
        return credentialsIdPrefix;
    }

    /**
     * @throws IllegalArgumentException if no ID could begin with it
     */
    @DataBoundSetter
    public void setCredentialsIdPrefix(@CheckForNull String credentialsIdPrefix) {
        this.credentialsIdPrefix =
                CredentialIds.checkPrefix(Util.fixNull(credentialsIdPrefix).trim());
    }

    @Override
    public String credentialsIdPrefix() {
        return credentialsIdPrefix;
    }

    /** The required prefix of aliases, unless a folder sets one; empty for any alias. */
    @NonNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    /**
     * @throws IllegalArgumentException if no alias could begin with it
     */
    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = AliasPrefix.check(Util.fixNull(aliasPrefix));
    }

    @Override
    public AliasPrefix aliasPrefix(Origin origin) {
        return FolderSettings.of(origin.job()).aliasPrefix();
    }

    /** Which keys in a folder's store the jobs below may manage, unless a folder sets this. */
    @NonNull
    public JobsMayManage getJobsMayManage() {
        return jobsMayManage;
    }

    @DataBoundSetter
    public void setJobsMayManage(@CheckForNull JobsMayManage jobsMayManage) {
        this.jobsMayManage = jobsMayManage == null ? JobsMayManage.OWN_KEYS : jobsMayManage;
    }

    /** Whether folder settings are applied at all. */
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

    /** How long to wait for a response from fal, in seconds. */
    public int getReadTimeoutSeconds() {
        return readTimeoutSeconds;
    }

    @DataBoundSetter
    public void setReadTimeoutSeconds(int readTimeoutSeconds) {
        this.readTimeoutSeconds = Math.max(1, readTimeoutSeconds);
    }

    /** How long a request may wait for fal in total, including rate limits and retries, in seconds. */
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

    /** How long the records of deleted build keys are kept, in days. */
    public int getBuildKeyMemoryDays() {
        return buildKeyMemoryDays;
    }

    @DataBoundSetter
    public void setBuildKeyMemoryDays(int buildKeyMemoryDays) {
        this.buildKeyMemoryDays = Math.max(1, buildKeyMemoryDays);
    }

    /** How long the records of deleted stored keys are kept, in days. */
    public int getStoredKeyMemoryDays() {
        return storedKeyMemoryDays;
    }

    @DataBoundSetter
    public void setStoredKeyMemoryDays(int storedKeyMemoryDays) {
        this.storedKeyMemoryDays = Math.max(1, storedKeyMemoryDays);
    }

    @Override
    public Retention retention() {
        return new Retention(Duration.ofDays(buildKeyMemoryDays), Duration.ofDays(storedKeyMemoryDays));
    }

    /** The controller's list of managed keys. */
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

    /** Updates the managed keys after a folder was renamed or moved. */
    synchronized void moveManagedKeys(String oldFullName, String newFullName) {
        List<ManagedKey> moved = ManagedKey.moved(managedKeys, oldFullName, newFullName);
        if (!moved.equals(managedKeys)) {
            setManagedKeys(moved);
            save();
        }
    }

    /** Removes the entries for a deleted folder, so that they do not apply to a new folder of the same name. */
    synchronized void removeManagedKeys(String deleted) {
        List<ManagedKey> left =
                managedKeys.stream().filter(key -> !key.isIn(deleted)).toList();
        if (left.size() < managedKeys.size()) {
            LOGGER.warning(() -> "The keys of the deleted folder '" + deleted + "' are no longer listed");
            setManagedKeys(left);
            save();
        }
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        ConfigurationChecks.require(ConfigurationChecks::apiUrl, form.getString("apiUrl"), "apiUrl");
        ConfigurationChecks.require(ConfigurationChecks::aliasPrefix, form.getString("aliasPrefix"), "aliasPrefix");
        ConfigurationChecks.require(
                ConfigurationChecks::credentialsIdPrefix, form.optString("credentialsIdPrefix"), "credentialsIdPrefix");
        form.put("allowedFolders", JSONArray.fromObject(List.of(form.getString("allowedFolders"))));
        if (!form.has("managedKeys")) {
            setManagedKeys(null);
        }
        request.bindJSON(this, form);
        save();
        return true;
    }

    @POST
    public FormValidation doCheckApiUrl(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ConfigurationChecks.show(ConfigurationChecks::apiUrl, value);
    }

    @POST
    public FormValidation doCheckAliasPrefix(@QueryParameter String value) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ConfigurationChecks.show(ConfigurationChecks::aliasPrefix, value);
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

    /** Checks the admin key and the URL in the form by reading one key. Changes nothing. */
    @POST
    public FormValidation doTestConnection(@QueryParameter String adminCredentialsId, @QueryParameter String apiUrl) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        FormValidation url = ConfigurationChecks.show(ConfigurationChecks::apiUrl, apiUrl);
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
