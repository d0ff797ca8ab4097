package io.jenkins.plugins.falkeys.freestyle;

import hudson.model.AbstractDescribableImpl;
import java.io.IOException;

/** What a build step does with the key that it creates. */
public abstract class KeyOutput extends AbstractDescribableImpl<KeyOutput> {

    /** Whether later build steps see the key, so that the log of the build must be masked from its beginning. */
    boolean isShown() {
        return false;
    }

    /** Creates the key and delivers it. */
    abstract void create(BuildRequest request) throws IOException, InterruptedException;
}
