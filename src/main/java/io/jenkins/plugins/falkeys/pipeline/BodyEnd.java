package io.jenkins.plugins.falkeys.pipeline;

import org.jenkinsci.plugins.workflow.steps.BodyExecutionCallback;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Notifies {@code withFalKey} of the beginning and the end of its block. */
final class BodyEnd extends BodyExecutionCallback {

    private static final long serialVersionUID = 1L;

    private final WithFalKeyExecution execution;

    BodyEnd(WithFalKeyExecution execution) {
        this.execution = execution;
    }

    @Override
    public void onStart(StepContext context) {
        execution.bodyStarted();
    }

    @Override
    public void onSuccess(StepContext context, Object result) {
        execution.bodyEnded(result, null);
    }

    @Override
    public void onFailure(StepContext context, Throwable thrown) {
        execution.bodyEnded(null, thrown);
    }
}
