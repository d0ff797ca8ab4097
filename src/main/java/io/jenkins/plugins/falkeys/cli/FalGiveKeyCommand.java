package io.jenkins.plugins.falkeys.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.view.Administrators;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Argument;

/** {@code fal-give-key}: gives a key to another owner. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalGiveKeyCommand extends KeyCommand {

    @Argument(metaVar = "KEY_ID", usage = "The key's ID", required = true)
    private String keyId;

    @Argument(
            index = 1,
            metaVar = "OWNER",
            usage = "Full name of the job or project that will own the key; omit it to remove the owner")
    private String owner;

    @Override
    public String getShortDescription() {
        return Messages.FalGiveKeyCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        KeyRecord given = EngineAnswers.await(
                () -> FalKeys.get().keys().administration().give(person, recordId(keyId), Administrators.owner(owner)));
        stdout.println(describe(given));
    }

    private static String describe(KeyRecord given) {
        @CheckForNull String name = given.owner() == null ? null : given.owner().name();
        return name == null
                ? Messages.FalGiveKeyCommand_none(given.alias(), given.keyId())
                : Messages.FalGiveKeyCommand_given(given.alias(), given.keyId(), name);
    }
}
