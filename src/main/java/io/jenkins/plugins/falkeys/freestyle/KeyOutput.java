package io.jenkins.plugins.falkeys.freestyle;

import hudson.model.AbstractDescribableImpl;
import java.io.IOException;

/** Where the key that a build step creates goes. */
public abstract class KeyOutput extends AbstractDescribableImpl<KeyOutput> {

    /** Whether later build steps get to see the key, so that the log of the build is masked from its beginning. */
    boolean isShown() {
        return false;
    }

    /** Makes the key and puts it where it belongs. */
    abstract void create(BuildRequest request) throws IOException, InterruptedException;
}
