package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsUnavailableException;
import com.cloudbees.plugins.credentials.UserCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.BaseStandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.remoting.Channel;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.AdminKeyForm;
import io.jenkins.plugins.falkeys.MaxCostForm;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * A Secret text with a different key in each build. It holds no secret itself: {@link #forRun} returns a copy that
 * knows its build. Reading the secret of that copy mints the build's key, which is revoked when the build ends.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "what is saved or sent elsewhere belongs to no build any more")
public final class FalBuildKeyCredentials extends BaseStandardCredentials implements StringCredentials {

    private static final long serialVersionUID = 1L;

    private String adminCredentialsId;
    private String aliasPrefix;
    private String maxCost;

    /** Transient, so that the copy has the same fingerprint as the credential itself. */
    private transient Run<?, ?> build;

    @DataBoundConstructor
    public FalBuildKeyCredentials(
            @CheckForNull CredentialsScope scope, @CheckForNull String id, @CheckForNull String description) {
        super(scope, id, description);
    }

    /** ID of the admin key's credential; null for the configured one. */
    @CheckForNull
    public String getAdminCredentialsId() {
        return adminCredentialsId;
    }

    @DataBoundSetter
    public void setAdminCredentialsId(@CheckForNull String adminCredentialsId) {
        this.adminCredentialsId = Util.fixEmptyAndTrim(adminCredentialsId);
    }

    /** How the aliases of the keys begin, after the prefix that an administrator requires; null for nothing. */
    @CheckForNull
    public String getAliasPrefix() {
        return aliasPrefix;
    }

    @DataBoundSetter
    public void setAliasPrefix(@CheckForNull String aliasPrefix) {
        this.aliasPrefix = Util.fixEmpty(aliasPrefix);
    }

    /**
     * The cost limit of each key, in fal's currency, at which the key is revoked and its build stopped; null for none.
     */
    @CheckForNull
    public String getMaxCost() {
        return maxCost;
    }

    @DataBoundSetter
    public void setMaxCost(@CheckForNull String maxCost) {
        this.maxCost = Util.fixEmptyAndTrim(maxCost);
    }

    @Override
    @NonNull
    public Credentials forRun(@NonNull Run<?, ?> run) {
        FalBuildKeyCredentials copy = new FalBuildKeyCredentials(getScope(), getId(), getDescription());
        copy.adminCredentialsId = adminCredentialsId;
        copy.aliasPrefix = aliasPrefix;
        copy.maxCost = maxCost;
        copy.build = run;
        return copy;
    }

    /** Whether this copy belongs to a build. */
    boolean isOfBuild() {
        return build != null;
    }

    /**
     * The build's key. The first call mints it, and every call waits for it.
     *
     * @throws CredentialsUnavailableException if it is not read in a build
     */
    @Override
    @NonNull
    public Secret getSecret() {
        if (build == null) {
            throw new CredentialsUnavailableException("secret", Messages.FalBuildKeyCredentials_noBuild(getId()));
        }
        return BuildKeys.get().read(this, build);
    }

    /** An agent cannot ask for a key, so it is sent the build's key. */
    private Object writeReplace() {
        return build == null || Channel.current() == null ? this : CredentialsProvider.snapshot(this);
    }

    @Extension
    @Symbol("falBuildKey")
    public static final class DescriptorImpl extends BaseStandardCredentialsDescriptor
            implements AdminKeyForm, MaxCostForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.FalBuildKeyCredentials_displayName();
        }

        /** Excludes users' own credentials, which would give no build a key. */
        @Override
        public boolean isApplicable(CredentialsProvider provider) {
            return !(provider instanceof UserCredentialsProvider) && super.isApplicable(provider);
        }

        @POST
        public FormValidation doCheckAliasPrefix(@AncestorInPath Item item, @QueryParameter String value) {
            return FormChecks.aliasPrefix(item, value);
        }
    }
}
