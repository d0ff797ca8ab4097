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

/** Waits for the engine, no longer than the administrator allows for any user of it. */
@Restricted(NoExternalUse.class)
public final class EngineAnswers {

    private EngineAnswers() {}

    /** Something that is asked of the engine. */
    public interface Question<T> {
        CompletableFuture<T> ask() throws KeyException;
    }

    /**
     * The answer for a command.
     *
     * @throws KeyException when the answer is no, or does not come in time; the work continues then
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
     * @throws Failure with the same text
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
