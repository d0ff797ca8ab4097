package io.jenkins.plugins.falkeys.pipeline;

import hudson.model.Run;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.IOException;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Determines the place of a step in a Pipeline run. */
final class Origins {

    private Origins() {}

    static Origin of(StepContext context) throws IOException, InterruptedException {
        Run<?, ?> run = context.get(Run.class);
        return new Origin(
                run.getExternalizableId(),
                run.getTimeInMillis(),
                context.get(FlowNode.class).getId(),
                run.getParent().getFullName());
    }
}
