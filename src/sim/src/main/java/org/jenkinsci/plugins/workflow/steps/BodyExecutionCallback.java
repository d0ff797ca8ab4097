package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** Is notified of the beginning and the end of a block. */
public abstract class BodyExecutionCallback implements Serializable {

    public void onStart(StepContext context) {}

    public abstract void onSuccess(StepContext context, Object result);

    public abstract void onFailure(StepContext context, Throwable thrown);

    /** Ends a step when its block ends, with the block's result. */
    public abstract static class TailCall extends BodyExecutionCallback {

        protected abstract void finished(StepContext context) throws Exception;

        @Override
        public final void onSuccess(StepContext context, Object result) {
            try {
                finished(context);
            } catch (Exception e) {
                context.onFailure(e);
                return;
            }
            context.onSuccess(result);
        }

        @Override
        public void onFailure(StepContext context, Throwable thrown) {
            try {
                finished(context);
            } catch (Exception e) {
                thrown.addSuppressed(e);
            }
            context.onFailure(thrown);
        }
    }
}
