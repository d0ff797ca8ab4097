package org.jenkinsci.plugins.workflow.graph;

/** The place of a step in a simulated run. */
public final class SimFlowNode extends FlowNode {

    private final String id;

    public SimFlowNode(int id) {
        this.id = String.valueOf(id);
    }

    @Override
    public String getId() {
        return id;
    }
}
