package io.jenkins.plugins.falkeys.controller;

import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.flow.FlowExecutionOwner;
import org.springframework.security.core.Authentication;

/**
 * An executor whose tasks run with the authority of the build or person that a request is for.
 *
 * <p>Only a Pipeline run itself knows whom it runs as: after a restart, Jenkins resumes its steps on its own threads,
 * as SYSTEM. The run is asked on the pool, since a security realm may be slow. If that fails, the tasks run as
 * anonymous, never as SYSTEM. A list of managed keys runs as SYSTEM, and everything else as the caller.
 */
final class BuildAuthority implements Executor {

    private static final Logger LOGGER = Logger.getLogger(BuildAuthority.class.getName());

    private final Executor pool;
    private final Origin origin;
    private final Authentication caller;
    private volatile Authentication authority;

    /** Must be called on the caller's thread. Looks nothing up. */
    BuildAuthority(Executor pool, Origin origin) {
        this.pool = pool;
        this.origin = origin;
        this.caller = Jenkins.getAuthentication2();
    }

    @Override
    public void execute(Runnable task) {
        pool.execute(() -> {
            try (ACLContext ignored = ACL.as2(authority())) {
                task.run();
            }
        });
    }

    private Authentication authority() {
        if (authority == null) {
            authority = origin.byList() ? ACL.SYSTEM2 : origin.byPerson() ? caller : ofRun();
        }
        return authority;
    }

    private Authentication ofRun() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(origin.run());
            if (run instanceof FlowExecutionOwner.Executable pipeline) {
                FlowExecutionOwner owner = pipeline.asFlowExecutionOwner();
                FlowExecution execution = owner == null ? null : owner.getOrNull();
                return execution == null ? Jenkins.ANONYMOUS2 : execution.getAuthentication2();
            }
            // A freestyle build does not outlive a restart, so the caller is the build's executor.
            return run == null ? Jenkins.ANONYMOUS2 : caller;
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not find out which user " + origin.run() + " runs as");
            return Jenkins.ANONYMOUS2;
        }
    }
}
