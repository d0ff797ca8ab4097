package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsSnapshotTaker;
import hudson.Extension;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** For code that takes a credential to an agent: a plain Secret text with the key of the build. */
@Extension
@Restricted(NoExternalUse.class)
public final class BuildKeySnapshot extends CredentialsSnapshotTaker<StringCredentials> {

    /** Only this kind is taken, and another one comes of it, which the type parameter cannot say. */
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
