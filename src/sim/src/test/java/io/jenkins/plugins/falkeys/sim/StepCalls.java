package io.jenkins.plugins.falkeys.sim;

import groovy.lang.Closure;
import hudson.model.SimJob;
import hudson.model.SimRun;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;

/** A build whose steps are called individually, without a script. */
public final class StepCalls implements AutoCloseable {

    private final SimController controller;
    private final Steps steps;

    public StepCalls(URI apiUrl, String adminKey) throws IOException {
        controller = new SimController(apiUrl, adminKey, Setup.usual());
        steps = new Steps(controller.credentials(), controller.workspace());
    }

    /**
     * Calls a step.
     *
     * @param log gets the step's output
     * @throws Throwable the exception that the step failed with
     */
    public void call(String step, Map<String, Object> arguments, OutputStream log) throws Throwable {
        Context build = new Context(new BuildLog(log), null).with(new SimRun(new SimJob("team/job")));
        Block.run(build, () -> steps.call(step, arguments));
    }

    /** The same for a step with a block, which does nothing. */
    public void callWithBlock(String step, Map<String, Object> arguments, OutputStream log) throws Throwable {
        Context build = new Context(new BuildLog(log), null).with(new SimRun(new SimJob("team/job")));
        Block.run(build, () -> steps.call(step, arguments, new EmptyBlock(this)));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        controller.close();
    }

    private static final class EmptyBlock extends Closure<Object> {

        private static final long serialVersionUID = 1L;

        EmptyBlock(Object owner) {
            super(owner);
        }

        @Override
        public Object call() {
            return null;
        }
    }
}
