package io.jenkins.plugins.falkeys.engine.request;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;

/**
 * A key that is in a credential.
 *
 * @param createdAt when fal's answer came, by this controller's clock to the second (fal's answer names no time)
 * @param expiresAt when it is deleted with its credential; null for never
 * @param description what was done, in a sentence for a log
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
