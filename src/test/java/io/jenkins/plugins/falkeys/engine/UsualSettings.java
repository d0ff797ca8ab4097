package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.port.Settings;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import java.time.Duration;

/** What tests that do not care have set. */
final class UsualSettings implements Settings {

    @Override
    public Duration waitBudget() {
        return Duration.ofSeconds(60);
    }

    @Override
    public String credentialsIdPrefix() {
        return "";
    }

    @Override
    public AliasPrefix aliasPrefix(Origin origin) {
        return new AliasPrefix("", "nowhere");
    }
}
