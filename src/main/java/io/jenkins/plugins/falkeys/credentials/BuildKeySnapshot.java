package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsSnapshotTaker;
import hudson.Extension;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Lets code that sends a credential to an agent send a plain Secret text with the build's key instead. */
@Extension
@Restricted(NoExternalUse.class)
public final class BuildKeySnapshot extends CredentialsSnapshotTaker<StringCredentials> {

    /**
     * Only credentials of this kind are snapshotted, and the result is of another kind, which the type parameter cannot
     * express.
     */
    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public Class<StringCredentials> type() {
        return (Class) FalBuildKeyCredentials.class;
    }

    @Override
    public StringCredentials snapshot(StringCredentials credentials) {
        return ((FalBuildKeyCredentials) credentials).isOfBuild()
                ? new StringCredentialsImpl(
                        credentials.getScope(),
                        credentials.getId(),
                        credentials.getDescription(),
                        credentials.getSecret())
                : credentials;
    }
}
