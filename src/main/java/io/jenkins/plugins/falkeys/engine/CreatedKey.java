package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.time.Instant;

/**
 * A key that is in a credential.
 *
 * @param createdAt when fal's answer came, by this controller's clock to the second (fal's answer names no time)
 * @param description what was done, in a sentence for a log
 */
public record CreatedKey(String keyId, String alias, Target target, Instant createdAt, String description) {

    public static CreatedKey of(KeyRecord active, String description) {
        return new CreatedKey(active.keyId(), active.alias(), active.target(), active.createdAt(), description);
    }
}
