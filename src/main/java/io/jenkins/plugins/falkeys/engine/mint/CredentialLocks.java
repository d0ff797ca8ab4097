package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets one request at a time work with a credential, in order of arrival. Waiting requests do not block a thread. */
public final class CredentialLocks {

    /** The first entry of each queue holds the lock. */
    private final Map<Target, Deque<CompletableFuture<Void>>> queues = new HashMap<>();

    /** Does the work once the lock is free. The lock is released when the work completes, whatever its result. */
    public <T> CompletableFuture<T> with(Target target, Wait wait, Supplier<CompletableFuture<T>> work) {
        CompletableFuture<Void> turn = enter(target);
        return wait.turn(turn, () -> Messages.CredentialLocks_taken(target.describe()), unused -> {})
                .thenCompose(mine -> work.get())
                .whenComplete((value, error) -> leave(target, turn));
    }

    private CompletableFuture<Void> enter(Target target) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        boolean first;
        synchronized (queues) {
            Deque<CompletableFuture<Void>> queue = queues.computeIfAbsent(target, none -> new ArrayDeque<>());
            queue.add(turn);
            first = queue.peek() == turn;
        }
        if (first) {
            turn.complete(null);
        }
        return turn;
    }

    private void leave(Target target, CompletableFuture<Void> turn) {
        CompletableFuture<Void> next;
        synchronized (queues) {
            Deque<CompletableFuture<Void>> queue = queues.get(target);
            boolean had = queue.peek() == turn;
            queue.remove(turn);
            next = had ? queue.peek() : null;
            if (queue.isEmpty()) {
                queues.remove(target);
            }
        }
        if (next != null) {
            next.complete(null);
        }
    }
}
