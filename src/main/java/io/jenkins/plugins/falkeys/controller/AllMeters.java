package io.jenkins.plugins.falkeys.controller;

import hudson.ExtensionList;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;

/** Reports events to all implementations of {@link Meters}: usually the metrics plugin, or none. */
final class AllMeters implements Meters {

    private static void report(Consumer<Meters> event) {
        ExtensionList.lookup(Meters.class).forEach(event);
    }

    @Override
    public void minted() {
        report(Meters::minted);
    }

    @Override
    public void mintFailed() {
        report(Meters::mintFailed);
    }

    @Override
    public void revoked() {
        report(Meters::revoked);
    }

    @Override
    public void revocationFailed() {
        report(Meters::revocationFailed);
    }

    @Override
    public void waited(Duration time) {
        report(meters -> meters.waited(time));
    }

    @Override
    public void called(Call call, Outcome outcome, Duration latency) {
        report(meters -> meters.called(call, outcome, latency));
    }

    @Override
    public void charged(String account, String currency, BigDecimal difference) {
        report(meters -> meters.charged(account, currency, difference));
    }
}
