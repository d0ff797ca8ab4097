package io.jenkins.plugins.falkeys.engine.account;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Helpers for work that continues on other threads. */
public final class Futures {

    private Futures() {}

    /** Runs a stage on an executor. If the executor has been shut down, Jenkins is stopping. */
    public static <T> CompletableFuture<T> run(Executor executor, Callable<T> stage) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    result.complete(stage.call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new StoppedException());
        }
        return result;
    }

    /** Runs a stage that itself returns a future. */
    public static <T> CompletableFuture<T> compose(Executor executor, Callable<CompletableFuture<T>> stage) {
        return run(executor, stage).thenCompose(Function.identity());
    }

    /** Completes the result when the work completes. A failure is passed on without its {@code CompletionException}. */
    public static <T> void passOn(CompletableFuture<T> work, CompletableFuture<T> result) {
        work.whenComplete((value, error) -> {
            if (error != null) {
                result.completeExceptionally(cause(error));
            } else {
                result.complete(value);
            }
        });
    }

    /** The same work, failing with the original exception instead of a {@code CompletionException}. */
    public static <T> CompletableFuture<T> unwrapped(CompletableFuture<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        passOn(work, result);
        return result;
    }

    /** The exception that a stage failed with, without the wrappers that later stages add. */
    public static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
