package io.jenkins.plugins.falkeys.dashboard;

import hudson.AbortException;
import hudson.cli.CLICommand;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A command of an administrator. What is refused is an error in one line. */
@Restricted(NoExternalUse.class)
public abstract class KeyCommand extends CLICommand {

    @Override
    protected final int run() throws Exception {
        Origin person = People.administrator();
        try {
            work(person);
            return 0;
        } catch (KeyException e) {
            throw new AbortException(e.getMessage());
        }
    }

    /** Does what the administrator asked for. */
    protected abstract void work(Origin person) throws KeyException, InterruptedException;
}
