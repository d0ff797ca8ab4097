package io.jenkins.plugins.falkeys.scenarios;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import java.util.Map;

/**
 * The result of a build.
 *
 * @param result the name of Jenkins' result
 * @param credentials the Secret texts that the build left in the stores, by ID
 */
public record Outcome(
        String log, String result, FalApiStub fal, Map<String, SecretText> credentials, List<KeyRecord> ledger) {

    /** A stored credential. */
    public record SecretText(String secret, String description) {}
}
