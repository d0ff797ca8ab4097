package io.jenkins.plugins.falkeys.sim;

import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.workflow.graph.SimFlowNode;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** The steps of one Pipeline run: a few of Pipeline's own, and all that are extensions. */
final class Steps extends GroovyObjectSupport {

    private final SimCredentials credentials;
    private final Path workspace;
    private final AtomicInteger nodes = new AtomicInteger();

    Steps(SimCredentials credentials, Path workspace) {
        this.credentials = credentials;
        this.workspace = workspace;
    }

    Object call(String name, Object... arguments) throws Throwable {
        Call call = Call.of(arguments);
        Context context = Block.enclosing().with(new SimFlowNode(nodes.incrementAndGet()));
        return Block.run(context, () -> call(name, call, context));
    }

    private Object call(String name, Call call, Context context) throws Throwable {
        return switch (name) {
            case "node" -> Block.run(context.with(workspace), call.body());
            case "stage" -> Block.run(context, call.body());
            case "echo" -> echo(context, call.argument("message"));
            case "error" -> throw new AbortException(call.argument("message"));
            case "sh" -> sh(context, call);
            case "parallel" -> parallel(context, call.named());
            case "withEnv" -> withEnv(context, call);
            case "string" -> call.named();
            case "withCredentials" -> Block.run(credentials.bind(context, call.sole()), call.body());
            default -> extension(name, call, context);
        };
    }

    /** The environment of the code running on this thread. */
    EnvVars environment() throws IOException, InterruptedException {
        return environment(Block.enclosing());
    }

    private static EnvVars environment(Context context) throws IOException, InterruptedException {
        EnvVars environment = context.get(Run.class).getEnvironment(null);
        EnvironmentExpander expander = context.get(EnvironmentExpander.class);
        if (expander != null) {
            expander.expand(environment);
        }
        return environment;
    }

    /** {@code env.NAME} in a script. */
    @Override
    public Object getProperty(String name) {
        try {
            return environment().get(name);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object echo(Context context, String message) throws IOException, InterruptedException {
        new SimStepContext(context, null).get(TaskListener.class).getLogger().println(message);
        return null;
    }

    private static Object sh(Context context, Call call) throws IOException, InterruptedException {
        Path folder = context.get(Path.class);
        if (folder == null) {
            throw new AbortException("sh needs a node enclosing it");
        }
        boolean wantsOutput = call.flag("returnStdout");
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        int code;
        try (OutputStream log =
                new SimStepContext(context, null).get(TaskListener.class).getLogger()) {
            EnvVars environment = environment(context);
            environment.put("WORKSPACE", folder.toString());
            code = Shell.run(call.argument("script"), environment, folder, wantsOutput ? captured : log, log);
        }
        if (call.flag("returnStatus")) {
            return code;
        }
        if (code != 0) {
            throw new AbortException("script returned exit code " + code);
        }
        return wantsOutput ? captured.toString(StandardCharsets.UTF_8) : null;
    }

    private static Object parallel(Context context, Map<String, Object> branches) throws Throwable {
        Map<String, CompletableFuture<Object>> running = new LinkedHashMap<>();
        branches.forEach((name, body) -> {
            if (body instanceof Closure<?> closure) {
                running.put(name, branch(context, name, closure));
            }
        });
        Map<String, Object> results = new LinkedHashMap<>();
        Throwable failure = null;
        for (Map.Entry<String, CompletableFuture<Object>> branch : running.entrySet()) {
            try {
                results.put(branch.getKey(), branch.getValue().get());
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return results;
    }

    private static CompletableFuture<Object> branch(Context context, String name, Closure<?> body) {
        CompletableFuture<Object> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(Block.run(context, body));
                    } catch (Throwable t) {
                        result.completeExceptionally(t);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static Object withEnv(Context context, Call call) throws Throwable {
        List<String> overrides = new ArrayList<>();
        for (Object override : (List<?>) call.sole()) {
            overrides.add(override.toString());
        }
        EnvironmentExpander expander = new EnvironmentExpander() {
            private static final long serialVersionUID = 1L;

            @Override
            public void expand(EnvVars env) {
                overrides.forEach(each -> env.override(
                        each.substring(0, each.indexOf('=')), env.expand(each.substring(each.indexOf('=') + 1))));
            }
        };
        EnvironmentExpander enclosing = context.get(EnvironmentExpander.class);
        return Block.run(context.with(EnvironmentExpander.merge(enclosing, expander)), call.body());
    }

    private static Object extension(String name, Call call, Context context) throws Throwable {
        StepDescriptor descriptor = ExtensionList.lookup(StepDescriptor.class).stream()
                .filter(each -> each.getFunctionName().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodError("No such DSL method '" + name + "' found"));
        if (descriptor.takesImplicitBlockArgument() == (call.body() == null)) {
            throw new IllegalStateException(
                    call.body() == null ? "There's no body to invoke" : name + " step takes no body");
        }
        SimStepContext stepContext = new SimStepContext(context, call.body());
        for (Class<?> required : descriptor.getRequiredContext()) {
            if (stepContext.get(required) == null) {
                throw new IllegalStateException("Required context " + required + " is missing");
            }
        }
        PrintStream log = stepContext.get(TaskListener.class).getLogger();
        Map<String, Object> arguments = call.arguments(descriptor.clazz);
        if (descriptor instanceof CustomDescribableModel custom) {
            arguments = custom.customInstantiate(arguments);
        }
        Step step = DataBound.create(descriptor.clazz, arguments, log);
        StepExecution execution = step.start(stepContext);
        execution.start();
        return stepContext.await();
    }
}
