package io.jenkins.plugins.falkeys.engine;

import java.time.Instant;

/**
 * A key that was made and stored.
 *
 * @param createdAt when fal's answer came, by this controller's clock to the second (fal's answer names no time)
 */
public record CreatedKey(String keyId, String alias, Target target, Instant createdAt) {

    /** What was made and where it went, for a log. */
    public String describe() {
        return "Created fal API key '" + alias + "' (" + keyId + ") as Secret text credential " + target.describe()
                + ".";
    }
}
