package io.jenkins.plugins.falkeys.credentials;

import hudson.model.Executor;
import hudson.model.Result;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;

/** The builds of this controller. */
public final class BuildRuns implements Runs {

    /**
     * A build with the same number may belong to a new job of the same name, so its start time is compared as well. A
     * request by a person or a list of managed keys does not continue after a crash.
     */
    @Override
    public State state(Origin origin) {
        if (origin.byPerson() || origin.byList()) {
            return State.OVER;
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(origin.run());
            if (run == null || run.getTimeInMillis() != origin.started()) {
                return State.GONE;
            }
            return run.isBuilding() ? State.RUNNING : State.OVER;
        }
    }

    @Override
    public void interrupt(Origin origin, String why) {
        if (state(origin) != State.RUNNING) {
            return;
        }
        Run<?, ?> run = Run.fromExternalizableId(origin.run());
        boolean isBlock = run instanceof FlowExecutionOwner.Executable && !BuildKeyRequest.isThroughCredential(origin);
        Executor executor = run == null || isBlock ? null : run.getExecutor();
        if (executor != null) {
            executor.interrupt(Result.FAILURE, new CostLimitReached(why));
            run.setResult(Result.FAILURE); // a step that ends at this very moment does not notice the interruption
        }
    }
}
