package io.jenkins.plugins.falkeys.engine.account;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Clock; import java.time.Duration; import java.util.concurrent.CompletableFuture; import java.util.function.Supplier; import java.util.random.RandomGenerator;
public final class Pace {
    Pace(Clock c, Timer t, RandomGenerator r, int m, Supplier<Duration> l) {}
    interface Permit { void passed(); void limited(Duration d); void unknown(); }
    CompletableFuture<Permit> enter() { return CompletableFuture.completedFuture(new Permit(){ public void passed(){} public void limited(Duration d){} public void unknown(){} }); }
    CompletableFuture<Permit> enterAgain() { return enter(); }
    int queued() { return 0; }
}
