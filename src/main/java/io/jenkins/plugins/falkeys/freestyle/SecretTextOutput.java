package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.NewCredentialForm;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.io.IOException;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Stores the key as a new Secret text credential. */
public final class SecretTextOutput extends KeyOutput {

    private String credentialsId;
    private String description;
    private String folder;
    private String ifExists;
    private Integer expiresAfterDays;

    @DataBoundConstructor
    public SecretTextOutput() {
        // all fields have defaults
    }

    /** ID of the new credential, before build variables are expanded; null to derive it from the alias. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Description of the new credential; null for a generated one that names the key. */
    @CheckForNull
    public String getDescription() {
        return description;
    }

    @DataBoundSetter
    public void setDescription(@CheckForNull String description) {
        this.description = Util.fixEmptyAndTrim(description);
    }

    /** Full name of the folder to store in; null for the nearest one above the job. */
    @CheckForNull
    public String getFolder() {
        return folder;
    }

    @DataBoundSetter
    public void setFolder(@CheckForNull String folder) {
        this.folder = Util.fixEmptyAndTrim(folder);
    }

    /**
     * What to do if the credential already exists: {@code fail}, {@code keep} or {@code rotate}; null for {@code fail}.
     */
    @CheckForNull
    public String getIfExists() {
        return ifExists;
    }

    @DataBoundSetter
    public void setIfExists(@CheckForNull String ifExists) {
        this.ifExists = IfExists.unlessDefault(ifExists);
    }

    /** After how many days the key is deleted together with its credential; null for never. */
    @CheckForNull
    public Integer getExpiresAfterDays() {
        return expiresAfterDays;
    }

    @DataBoundSetter
    public void setExpiresAfterDays(@CheckForNull Integer expiresAfterDays) {
        this.expiresAfterDays = expiresAfterDays;
    }

    @Override
    void create(BuildRequest request) throws IOException, InterruptedException {
        StoreRequest store = new StoreRequest(
                        request.expand("credentialsId", credentialsId),
                        folder,
                        request.expand("description", description),
                        policy())
                .expiringAfter(expiresAfterDays);
        CreatedKey created = request.await(FalKeys.get().keys().create(request.keyRequest(), store, request));
        request.log(created.description());
    }

    private IfExists policy() throws AbortException {
        try {
            return IfExists.of(ifExists);
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    @Extension
    @Symbol("secretText")
    public static final class DescriptorImpl extends Descriptor<KeyOutput> implements NewCredentialForm {

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.SecretTextOutput_displayName();
        }
    }
}
