package org.jenkinsci.plugins.workflow.graph;

/** The place of a step in a run. */
public abstract class FlowNode {

    FlowNode() {}

    public abstract String getId();
}
