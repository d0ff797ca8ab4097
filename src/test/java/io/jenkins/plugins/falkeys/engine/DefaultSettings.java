package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Retention;
import java.time.Duration;
import java.util.List;

/** The settings for tests that do not depend on them. */
public final class DefaultSettings implements Settings {

    /** May be changed at any time. */
    public volatile Duration waitBudget = Duration.ofSeconds(60);

    public volatile List<ManagedEntry> managedKeys = List.of();

    /** Why no alias is possible; null if one is. */
    public volatile String contradiction;

    @Override
    public Duration waitBudget() {
        return waitBudget;
    }

    @Override
    public String credentialsIdPrefix() {
        return "";
    }

    @Override
    public AliasPrefix aliasPrefix(Origin origin) {
        if (contradiction != null) {
            throw new IllegalArgumentException(contradiction);
        }
        return new AliasPrefix("", "nowhere");
    }

    @Override
    public List<ManagedEntry> managedKeys() {
        return managedKeys;
    }

    @Override
    public Retention retention() {
        return new Retention(Duration.ofDays(1), Duration.ofDays(30));
    }
}
