package io.jenkins.plugins.falkeys.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.MetricSet;
import com.codahale.metrics.Timer;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import jenkins.metrics.api.MetricProvider;
import jenkins.metrics.api.Metrics;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Metrics about fal API keys, if the metrics plugin is installed. Their names are documented and must not change. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class FalKeysMetrics extends MetricProvider implements Meters {

    private static final String PREFIX = "fal.keys";

    private final Counter minted = new Counter();
    private final Counter mintsFailed = new Counter();
    private final Counter revoked = new Counter();
    private final Counter revocationsFailed = new Counter();
    private final Timer waits = new Timer();
    private final Map<String, Timer> calls = new TreeMap<>();
    private final Map<String, BigDecimal> costs = new ConcurrentHashMap<>();

    public FalKeysMetrics() {
        for (Call call : Call.values()) {
            for (Outcome outcome : Outcome.values()) {
                calls.put(nameOf(call, outcome), new Timer());
            }
        }
    }

    private static String nameOf(Call call, Outcome outcome) {
        return name("calls", call.name(), outcome.name());
    }

    @Override
    @NonNull
    public MetricSet getMetricSet() {
        Map<String, Metric> all = new HashMap<>(calls);
        for (KeyState state : KeyState.values()) {
            Gauge<Integer> count = () -> FalKeys.get().keys().records().count(state);
            all.put(name("state", state.name()), count);
        }
        all.put(name("minted"), minted);
        all.put(name("mint", "failed"), mintsFailed);
        all.put(name("revoked"), revoked);
        all.put(name("revocation", "failed"), revocationsFailed);
        all.put(name("waits"), waits);
        return metrics(all);
    }

    private static String name(String... parts) {
        return MetricRegistry.name(PREFIX, parts).toLowerCase(Locale.ROOT);
    }

    @Override
    public void minted() {
        minted.inc();
    }

    @Override
    public void mintFailed() {
        mintsFailed.inc();
    }

    @Override
    public void revoked() {
        revoked.inc();
    }

    @Override
    public void revocationFailed() {
        revocationsFailed.inc();
    }

    @Override
    public void waited(Duration time) {
        waits.update(time);
    }

    @Override
    public void called(Call call, Outcome outcome, Duration latency) {
        calls.get(nameOf(call, outcome)).update(latency);
    }

    @Override
    public void charged(String account, String currency, BigDecimal difference) {
        String name = MetricRegistry.name(PREFIX, "cost", part(account), part(currency));
        costs.merge(name, difference, BigDecimal::add);
        Metrics.metricRegistry().gauge(name, () -> () -> costs.get(name));
    }

    /** Turns a name from fal into a part of a metric's name. */
    private static String part(String name) {
        return name.isEmpty() ? "unknown" : name.replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
