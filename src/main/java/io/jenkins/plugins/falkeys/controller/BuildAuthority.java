package io.jenkins.plugins.falkeys.controller;

import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.concurrent.Executor;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;

/**
 * Works with the authority of a build. A Pipeline run has it at hand, also when a restart brings its steps back on a
 * thread that has none of it.
 */
final class BuildAuthority implements Executor {

    private final Origin origin;
    private final Executor pool;
    private final Authentication caller = Jenkins.getAuthentication2();

    BuildAuthority(Origin origin, Executor pool) {
        this.origin = origin;
        this.pool = pool;
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            try (ACLContext ignored = ACL.as2(authentication())) {
                task.run();
            }
        });
    }

    private Authentication authentication() {
        if (origin.byPerson()) {
            return caller;
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(origin.run());
            FlowExecutionOwner owner =
                    run instanceof FlowExecutionOwner.Executable pipeline ? pipeline.asFlowExecutionOwner() : null;
            FlowExecution execution = owner == null ? null : owner.getOrNull();
            return execution == null ? caller : execution.getAuthentication2();
        }
    }
}
