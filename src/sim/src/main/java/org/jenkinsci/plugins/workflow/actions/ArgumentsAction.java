package org.jenkinsci.plugins.workflow.actions;

import hudson.model.Action;
import java.util.Map;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** What Pipeline records of the arguments of a step; here it records nothing. */
public abstract class ArgumentsAction implements Action {

    public static Map<String, Object> getArguments(FlowNode node) {
        return Map.of();
    }
}
