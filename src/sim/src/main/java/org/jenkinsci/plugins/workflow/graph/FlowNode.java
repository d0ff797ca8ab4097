package org.jenkinsci.plugins.workflow.graph;

import hudson.model.Action;

/** The place of a step in a run. */
public abstract class FlowNode {

    FlowNode() {}

    public abstract String getId();

    public boolean removeActions(Class<? extends Action> type) {
        return false;
    }
}
