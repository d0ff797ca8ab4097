package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;

/**
 * A key that is stored in a credential.
 *
 * @param createdAt when fal's response arrived, by this controller's clock, to the second (the response contains no
 *     time)
 * @param expiresAt when the key is deleted together with its credential; null for never
 * @param description a sentence for a log that says what was done
 */
public record CreatedKey(
        String keyId,
        String alias,
        Target target,
        Instant createdAt,
        @CheckForNull Instant expiresAt,
        String description) {

    public static CreatedKey of(KeyRecord active, String description) {
        Instant end = active.expiresAt();
        return new CreatedKey(
                active.keyId(),
                active.alias(),
                active.target(),
                active.createdAt(),
                end,
                end == null ? description : description + " " + Messages.CreatedKey_expires(Times.text(end)));
    }
}
