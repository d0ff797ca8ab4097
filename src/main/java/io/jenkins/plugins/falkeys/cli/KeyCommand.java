package io.jenkins.plugins.falkeys.cli;

import hudson.AbortException;
import hudson.cli.CLICommand;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.view.Administrators;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A command for administrators. A refused request fails with a one-line error. */
@Restricted(NoExternalUse.class)
public abstract class KeyCommand extends CLICommand {

    @Override
    protected final int run() throws Exception {
        Origin person = Administrators.administrator();
        try {
            EngineAnswers.await(() -> FalKeys.get().keys().records().loaded());
            work(person);
            return 0;
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /**
     * The ID of the record of this key.
     *
     * @throws KeyException if there is none
     */
    static String recordId(String keyId) throws KeyException {
        return FalKeys.get()
                .keys()
                .records()
                .ofKey(keyId)
                .map(KeyRecord::id)
                .orElseThrow(() -> new KeyException(Messages.KeyCommand_none(keyId)));
    }

    /** Does what the command is for. */
    protected abstract void work(Origin person) throws KeyException, InterruptedException;
}
