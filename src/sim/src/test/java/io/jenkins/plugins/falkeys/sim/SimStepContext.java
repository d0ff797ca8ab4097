package io.jenkins.plugins.falkeys.sim;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import groovy.lang.Closure;
import hudson.console.ConsoleLogFilter;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What a step can see of its simulated run. */
final class SimStepContext extends StepContext {

    private static final long serialVersionUID = 1L;

    private final transient Context context;
    private final transient Closure<?> body;
    private final transient CompletableFuture<Object> result = new CompletableFuture<>();

    SimStepContext(Context context, @CheckForNull Closure<?> body) {
        this.context = context;
        this.body = body;
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        if (key == TaskListener.class) {
            PrintStream printer = context.get(BuildLog.class).printer(context.get(ConsoleLogFilter.class));
            TaskListener listener = () -> printer;
            return key.cast(listener);
        }
        return context.get(key);
    }

    @Override
    public ListenableFuture<Void> saveState() {
        return Futures.immediateFuture(null);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        return new SimBodyInvoker(this, context, body);
    }

    @Override
    public void onSuccess(Object value) {
        result.complete(value);
    }

    @Override
    public void onFailure(@NonNull Throwable thrown) {
        result.completeExceptionally(thrown);
    }

    /** Waits until the step has ended. */
    Object await() throws Throwable {
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }
}
