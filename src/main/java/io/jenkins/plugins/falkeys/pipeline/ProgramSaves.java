package io.jenkins.plugins.falkeys.pipeline;

import com.google.common.util.concurrent.ListenableFuture;
import hudson.model.Run;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Saves the program of one Pipeline run. A save writes the state of all its branches, so a thousand parallel branches
 * that each saved it would take a thousand times as long as one. Steps that ask while a save is under way therefore
 * share the next one.
 */
final class ProgramSaves {

    private static final Map<Run<?, ?>, ProgramSaves> RUNS = new WeakHashMap<>();

    private CompletableFuture<Void> current = CompletableFuture.completedFuture(null);
    private CompletableFuture<Void> next;

    static ProgramSaves of(Run<?, ?> run) {
        synchronized (RUNS) {
            return RUNS.computeIfAbsent(run, key -> new ProgramSaves());
        }
    }

    /** Completes when a save that began after this call has ended, or with what went wrong. */
    CompletableFuture<Void> save(StepContext context) {
        CompletableFuture<Void> shared;
        CompletableFuture<Void> before;
        synchronized (this) {
            if (next != null) {
                return next.copy();
            }
            shared = new CompletableFuture<>();
            next = shared;
            before = current;
        }
        before.whenComplete((done, error) -> begin(context, shared));
        return shared.copy();
    }

    private void begin(StepContext context, CompletableFuture<Void> save) {
        synchronized (this) {
            current = save;
            next = null;
        }
        try {
            ListenableFuture<Void> state = context.saveState();
            state.addListener(() -> end(save, state), Runnable::run);
        } catch (RuntimeException e) {
            save.completeExceptionally(e);
        }
    }

    private static void end(CompletableFuture<Void> save, ListenableFuture<Void> state) {
        try {
            save.complete(state.get());
        } catch (ExecutionException e) {
            // If the Pipeline is already suspended because Jenkins is stopping, the step sends the request again after
            // the restart.
            boolean suspended = e.getCause() instanceof RejectedExecutionException;
            save.completeExceptionally(suspended ? new CancellationException() : e.getCause());
        } catch (InterruptedException e) {
            save.completeExceptionally(e);
        }
    }
}
