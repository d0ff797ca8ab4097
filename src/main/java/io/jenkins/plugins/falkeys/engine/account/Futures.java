package io.jenkins.plugins.falkeys.engine.account;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** Stages of work that continue elsewhere. */
public final class Futures {

    private Futures() {}

    /** Runs a stage on an executor. One that is closed already means that Jenkins stops. */
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

    /** Runs a stage that continues elsewhere itself. */
    public static <T> CompletableFuture<T> compose(Executor executor, Callable<CompletableFuture<T>> stage) {
        return run(executor, stage).thenCompose(Function.identity());
    }

    /** Completes the result as the work does, with the failure itself in place of its wrapping. */
    public static <T> void passOn(CompletableFuture<T> work, CompletableFuture<T> result) {
        work.whenComplete((value, error) -> {
            if (error != null) {
                result.completeExceptionally(cause(error));
            } else {
                result.complete(value);
            }
        });
    }

    /** The same work, which fails with the failure itself in place of its wrapping. */
    public static <T> CompletableFuture<T> unwrapped(CompletableFuture<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        passOn(work, result);
        return result;
    }

    /** What a stage failed with, without the wrapping that later stages add. */
    public static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
