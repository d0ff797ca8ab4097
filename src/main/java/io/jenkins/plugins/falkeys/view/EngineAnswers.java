package io.jenkins.plugins.falkeys.view;

import hudson.model.Failure;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Waits for the engine, but no longer than the configured wait budget. */
@Restricted(NoExternalUse.class)
public final class EngineAnswers {

    private EngineAnswers() {}

    /** A request to the engine. */
    public interface Question<T> {
        CompletableFuture<T> ask() throws KeyException;
    }

    /**
     * The answer for a command.
     *
     * @throws KeyException if the request was refused, or if there is no answer in time, in which case the work
     *     continues
     */
    public static <T> T await(Question<T> question) throws KeyException, InterruptedException {
        Duration longest = FalKeys.get().keys().waitBudget();
        try {
            return question.ask().get(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new KeyException(Messages.EngineAnswers_late(longest.toSeconds()));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeyException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * The answer for a page.
     *
     * @throws Failure with the same message
     */
    public static <T> T orFailure(Question<T> question) {
        try {
            return await(question);
        } catch (KeyException e) {
            throw new Failure(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Messages.EngineAnswers_stopped());
        }
    }
}
