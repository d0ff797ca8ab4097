package org.jenkinsci.plugins.workflow.actions;

import hudson.model.Action;
import java.util.Map;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** The recorded arguments of a step. Here nothing is recorded. */
public abstract class ArgumentsAction implements Action {

    public static Map<String, Object> getArguments(FlowNode node) {
        return Map.of();
    }
}
