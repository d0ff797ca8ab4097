package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Retention;
import java.time.Duration;
import java.util.List;

/** Port: the administrator's settings. They are read again for each key. */
public interface Settings {

    /** How long a request may wait for fal in total, including rate limits and retries. */
    Duration waitBudget();

    /** The required prefix of credential IDs; empty for any ID. */
    String credentialsIdPrefix();

    /**
     * The required prefix of the aliases that this origin chooses.
     *
     * @throws IllegalArgumentException if folders contradict each other, so that no alias is possible; the message is
     *     for users
     */
    AliasPrefix aliasPrefix(Origin origin);

    /** All managed keys, those of the controller's list first. */
    List<ManagedEntry> managedKeys();

    /** How long the records of deleted keys are kept. */
    Retention retention();
}
