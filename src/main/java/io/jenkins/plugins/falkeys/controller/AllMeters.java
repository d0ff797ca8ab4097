package io.jenkins.plugins.falkeys.controller;

import hudson.ExtensionList;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;

/** Reports events to all implementations of {@link Meters}: usually the metrics plugin, or none. */
final class AllMeters implements Meters {

    private static void tell(Consumer<Meters> what) {
        ExtensionList.lookup(Meters.class).forEach(what);
    }

    @Override
    public void minted() {
        tell(Meters::minted);
    }

    @Override
    public void mintFailed() {
        tell(Meters::mintFailed);
    }

    @Override
    public void revoked() {
        tell(Meters::revoked);
    }

    @Override
    public void revocationFailed() {
        tell(Meters::revocationFailed);
    }

    @Override
    public void waited(Duration time) {
        tell(meters -> meters.waited(time));
    }

    @Override
    public void called(Call call, Outcome outcome, Duration latency) {
        tell(meters -> meters.called(call, outcome, latency));
    }

    @Override
    public void charged(String account, String currency, BigDecimal difference) {
        tell(meters -> meters.charged(account, currency, difference));
    }
}
