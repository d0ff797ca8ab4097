package io.jenkins.plugins.falkeys.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.Test;

/** How many saves a Pipeline needs for its parallel branches. */
class ProgramSavesTest {

    private final List<SettableFuture<Void>> begun = new ArrayList<>();
    private final ProgramSaves saves = new ProgramSaves();

    private CompletableFuture<Void> save() {
        return saves.save(new Branch());
    }

    @Test
    void stepsThatAskDuringASaveShareTheNextOne() {
        CompletableFuture<Void> first = save();
        CompletableFuture<Void> second = save();
        CompletableFuture<Void> third = save();
        assertEquals(1, begun.size());

        begun.get(0).set(null);
        assertTrue(first.isDone());
        assertFalse(second.isDone());
        assertEquals(2, begun.size());

        CompletableFuture<Void> late = save();
        begun.get(1).set(null);
        assertTrue(second.isDone());
        assertTrue(third.isDone());
        assertFalse(late.isDone());
        assertEquals(3, begun.size());
    }

    @Test
    void aStepThatIsAbortedDoesNotAbortTheSaveOfOthers() {
        save();
        CompletableFuture<Void> aborted = save();
        CompletableFuture<Void> other = save();

        aborted.cancel(true);
        begun.get(0).set(null);
        begun.get(1).set(null);

        assertTrue(other.isDone());
        assertFalse(other.isCompletedExceptionally());
    }

    @Test
    void aFailedSaveDoesNotKeepTheNextOneFromBeginning() {
        CompletableFuture<Void> failed = save();
        CompletableFuture<Void> next = save();

        begun.get(0).setException(new IOException("disk full"));
        begun.get(1).set(null);

        assertEquals(
                "disk full",
                assertThrows(ExecutionException.class, failed::get).getCause().getMessage());
        assertFalse(next.isCompletedExceptionally());
    }

    @Test
    void aSuspendedPipelineCancelsTheStep() {
        CompletableFuture<Void> suspended = save();

        begun.get(0).setException(new RejectedExecutionException());

        assertInstanceOf(
                CancellationException.class,
                assertThrows(ExecutionException.class, suspended::get).getCause());
    }

    /** The context of a step in one of the branches. Only its state is ever saved. */
    private final class Branch extends StepContext {

        private static final long serialVersionUID = 1L;

        @Override
        public ListenableFuture<Void> saveState() {
            SettableFuture<Void> state = SettableFuture.create();
            begun.add(state);
            return state;
        }

        @Override
        public <T> T get(Class<T> key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onSuccess(Object result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void onFailure(@NonNull Throwable error) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setResult(Result result) {
            throw new UnsupportedOperationException();
        }

        @Override
        public BodyInvoker newBodyInvoker() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
