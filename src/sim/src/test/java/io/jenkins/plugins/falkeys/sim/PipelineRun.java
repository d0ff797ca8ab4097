package io.jenkins.plugins.falkeys.sim;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import groovy.lang.Script;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.model.SimJob;
import hudson.model.SimRun;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** Runs a scripted Pipeline. */
final class PipelineRun {

    private PipelineRun() {}

    /** Returns the name of the result. */
    static String run(SimController controller, String job, String script, BuildLog log)
            throws IOException, InterruptedException {
        return run(controller, job, Map.of(), script, log);
    }

    /**
     * @param environment of the whole build
     * @return the name of the result
     */
    static String run(
            SimController controller, String job, Map<String, String> environment, String script, BuildLog log)
            throws IOException, InterruptedException {
        Steps steps = new Steps(controller.credentials(), controller.workspace());
        PrintStream printer = BuildLog.printer(log.stream());
        Binding binding = new Binding();
        binding.setVariable("steps", steps);
        binding.setVariable("env", steps);
        binding.setVariable("out", printer);
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(Jenkinsfile.class.getName());
        Context run = new Context(log, null).with(new SimRun(new SimJob(job))).with(new Variables(environment));
        String result = "SUCCESS";
        try {
            Script parsed = new GroovyShell(Jenkinsfile.class.getClassLoader(), binding, configuration)
                    .parse(script, "WorkflowScript.groovy");
            Block.run(run, parsed::run);
        } catch (AbortException e) {
            printer.println("ERROR: " + e.getMessage());
            result = "FAILURE";
        } catch (Throwable t) {
            t.printStackTrace(printer);
            result = "FAILURE";
        }
        printer.println("Finished: " + result);
        return result;
    }

    private static final class Variables extends EnvironmentExpander {

        private static final long serialVersionUID = 1L;

        private final Map<String, String> variables;

        Variables(Map<String, String> variables) {
            this.variables = variables;
        }

        @Override
        public void expand(EnvVars env) {
            env.putAll(variables);
        }
    }
}
