package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.Util;
import hudson.cli.CLICommand;
import hudson.cli.CLICommandInvoker;
import hudson.model.FreeStyleProject;
import hudson.slaves.EnvironmentVariablesNodeProperty;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.Documentation;
import io.jenkins.plugins.falkeys.Documentation.Block;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.steps.input.InputAction;
import org.jenkinsci.plugins.workflow.support.steps.input.InputStepExecution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.args4j.Option;

/**
 * Runs every example of README and docs. The Jenkinsfiles on a page are run as builds of one job, in the order of the
 * page, in a separate folder.
 */
@WithJenkins
class ExamplesTest {

    private static final String ADMIN_KEY_VARIABLE = "FAL_ADMIN_KEY";
    private static final Pattern JOB_DSL = Pattern.compile("^(folder|job|pipelineJob)\\(");
    private static final Pattern CLI = Pattern.compile("(?m)^java -jar jenkins-cli\\.jar -s \\S+ (\\S+) ?(.*)$");
    private static final Pattern SYNOPSIS = Pattern.compile("(?m)^(fal-\\S+)(.*)$");
    private static final Pattern OPTION = Pattern.compile("(?<=[ \\[])-[a-z-]+");

    private final FalApiStub fal = new FalApiStub();

    @TempDir
    private Path temporary;

    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        fal.start();
        System.setProperty(ADMIN_KEY_VARIABLE, FalApiStub.ADMIN_KEY);
        jenkins.jenkins
                .getGlobalNodeProperties()
                .add(new EnvironmentVariablesNodeProperty(
                        new EnvironmentVariablesNodeProperty.Entry("PATH+RENDERER", renderer())));
    }

    @AfterEach
    void tearDown() {
        System.clearProperty(ADMIN_KEY_VARIABLE);
        fal.close();
    }

    /** Stands in for python in the examples: succeeds if it finds a key. */
    private String renderer() throws IOException {
        Path python = temporary.resolve("python");
        Files.writeString(python, "#!/bin/sh\ntest \"$1\" = render.py && test -n \"$FAL_KEY\"\n");
        assertTrue(python.toFile().setExecutable(true));
        return temporary.toString();
    }

    @TestFactory
    Stream<DynamicTest> everyExampleWorks() {
        return Documentation.pages().stream()
                .flatMap(ExamplesTest::blocks)
                .map(block -> dynamicTest(block.toString(), () -> {
                    prepare();
                    run(block);
                }));
    }

    private static Stream<Block> blocks(Path page) {
        try {
            return Documentation.blocks(page).stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sets up what the pages assume: an admin key that all jobs may use, the credential 'fal', the folder 'team'. */
    private void prepare() throws IOException {
        SystemCredentialsProvider.getInstance().getCredentials().clear();
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", null));
        Controllers.use(fal);
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setCredentialsIdPrefix("");
        configuration.setManagedKeys(List.of());
        if (jenkins.jenkins.getItem("team") == null) {
            jenkins.jenkins.createProject(Folder.class, "team");
        }
    }

    private void run(Block block) throws Exception {
        switch (block.language()) {
            case "groovy" -> {
                if (JOB_DSL.matcher(block.code()).find()) {
                    runJobDsl(block.code());
                } else {
                    runJenkinsfile(job(block.page()), block.code());
                }
            }
            case "yaml" -> configure(block.code());
            case "sh" -> runCommands(block.code());
            case "mermaid" -> {}
            case "" -> checkSynopsis(block.code());
            default -> throw new AssertionError(block + ": there is no way to run " + block.language());
        }
    }

    private WorkflowJob job(Path page) throws IOException {
        String name = page.getFileName().toString().replace(".md", "");
        Folder folder = (Folder) jenkins.jenkins.getItem(name);
        return folder == null
                ? jenkins.jenkins.createProject(Folder.class, name).createProject(WorkflowJob.class, "render")
                : (WorkflowJob) folder.getItem("render");
    }

    private void runJenkinsfile(WorkflowJob job, String script) throws Exception {
        Controllers.script(job, script);
        WorkflowRun build = job.scheduleBuild2(0).waitForStart();
        if (script.contains("input {")) {
            approve(build);
        }
        jenkins.assertBuildStatusSuccess(jenkins.waitForCompletion(build));
        String log = JenkinsRule.getLog(build);
        for (FalApiStub.Key key : fal.created()) {
            assertThat(log, not(containsString(key.value().substring(key.id().length() + 1))));
        }
    }

    private static void approve(WorkflowRun build) throws Exception {
        List<InputStepExecution> inputs = List.of();
        while (build.isBuilding() && inputs.isEmpty()) {
            Thread.sleep(100);
            InputAction action = build.getAction(InputAction.class);
            inputs = action == null ? List.of() : action.getExecutions();
        }
        inputs.get(0).proceed(null);
    }

    private void runJobDsl(String script) throws Exception {
        FreeStyleProject seed = jenkins.createFreeStyleProject();
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText(script);
        seed.getBuildersList().add(scripts);
        jenkins.buildAndAssertSuccess(seed);
    }

    private void configure(String yaml) throws Exception {
        Path file = Files.writeString(temporary.resolve("jenkins.yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
        FalKeys.get().keys().upkeep().sweep().get().get();
        for (ManagedEntry entry : FalKeysConfiguration.get().managedKeys()) {
            Target target = entry.target("");
            Folder folder = Jenkins.get().getItemByFullName(target.store(), Folder.class);
            assertTrue(
                    Controllers.secret(Controllers.folderStore(folder), target.credentialsId())
                            .isPresent(),
                    entry::toString);
        }
    }

    /** Runs CLI commands. Maven commands are checked by {@code DocumentationTest} as far as possible. */
    private void runCommands(String script) {
        CLI.matcher(script).results().forEach(command -> {
            CLICommandInvoker.Result result =
                    new CLICommandInvoker(jenkins, command.group(1)).invokeWithArgs(Util.tokenize(command.group(2)));
            assertEquals(0, result.returnCode(), command.group() + "\n" + result.stderr());
        });
    }

    /** A synopsis must list exactly the options of its command. */
    private static void checkSynopsis(String text) {
        Map<String, Set<String>> named = new TreeMap<>();
        SYNOPSIS.matcher(text).results().forEach(line -> {
            Set<String> options = named.computeIfAbsent(line.group(1), first -> new TreeSet<>());
            OPTION.matcher(line.group(2)).results().map(MatchResult::group).forEach(options::add);
        });
        if (!named.isEmpty()) {
            assertEquals(
                    CLICommand.all().stream()
                            .filter(command -> command.getName().startsWith("fal-"))
                            .collect(Collectors.toMap(CLICommand::getName, ExamplesTest::options)),
                    named);
        }
    }

    private static Set<String> options(CLICommand command) {
        return Arrays.stream(command.getClass().getDeclaredFields())
                .map(field -> field.getAnnotation(Option.class))
                .filter(Objects::nonNull)
                .map(Option::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
