package io.jenkins.plugins.falkeys.engine.port;

import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.time.Duration;
import java.util.List;

/** Port: what the administrator set. Read again for each key. */
public interface Settings {

    /** How long a request may wait for fal in all, rate limits and retries included. */
    Duration waitBudget();

    /** What every credential ID must begin with; empty for anything. */
    String credentialsIdPrefix();

    /**
     * What every alias must begin with that the origin chooses.
     *
     * @throws IllegalArgumentException when folders contradict each other, so that no alias is possible; the message is
     *     for users
     */
    AliasPrefix aliasPrefix(Origin origin);

    /** The keys that must exist, those of the controller's list first. */
    List<ManagedEntry> managedKeys();

    /** How long the record of a deleted key that lived in a build is kept. */
    Duration buildKeyMemory();

    /** How long the record of a deleted key that was stored is kept. */
    Duration storedKeyMemory();
}
