package io.jenkins.plugins.falkeys.sim;

import groovy.lang.Closure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.steps.BodyExecution;
import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;

/** Runs the block of a step on a separate thread. */
final class SimBodyInvoker extends BodyInvoker {

    private final SimStepContext step;
    private final Closure<?> body;
    private Context context;
    private BodyExecutionCallback callback;

    SimBodyInvoker(SimStepContext step, Context context, Closure<?> body) {
        this.step = step;
        this.context = context;
        this.body = body;
    }

    @Override
    public BodyInvoker withContext(Object override) {
        context = context.with(override);
        return this;
    }

    @Override
    public BodyInvoker withCallback(BodyExecutionCallback newCallback) {
        callback = newCallback;
        return this;
    }

    @Override
    public BodyExecution start() {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> run(result), "block");
        thread.setDaemon(true);
        thread.start();
        return new Execution(thread, result);
    }

    private void run(CompletableFuture<Object> result) {
        callback.onStart(step);
        try {
            result.complete(Block.run(context, body));
        } catch (Throwable t) {
            result.completeExceptionally(t);
            callback.onFailure(step, t);
            return;
        }
        callback.onSuccess(step, result.join());
    }

    private static final class Execution extends BodyExecution {

        private static final long serialVersionUID = 1L;

        private final transient Thread thread;
        private final transient CompletableFuture<Object> result;

        Execution(Thread thread, CompletableFuture<Object> result) {
            this.thread = thread;
            this.result = result;
        }

        @Override
        public boolean cancel(Throwable cause) {
            thread.interrupt();
            return true;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            return cancel(new InterruptedException());
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public boolean isDone() {
            return result.isDone();
        }

        @Override
        public Object get() throws InterruptedException, ExecutionException {
            return result.get();
        }

        @Override
        public Object get(long timeout, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
            return result.get(timeout, unit);
        }
    }
}
