package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.Target;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets one work at a time touch a credential. Who waits holds no thread. */
final class CredentialLocks {

    private final Map<Target, CompletableFuture<Void>> last = new HashMap<>();

    /** Runs the work when all earlier ones for this credential have ended, whatever became of them. */
    <T> CompletableFuture<T> with(Target target, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        CompletableFuture<Void> before;
        synchronized (last) {
            before = last.put(target, ended);
        }
        return (before == null ? CompletableFuture.<Void>completedFuture(null) : before)
                .thenCompose(ignored -> work.get())
                .whenComplete((value, error) -> {
                    synchronized (last) {
                        last.remove(target, ended);
                    }
                    ended.complete(null);
                });
    }
}
