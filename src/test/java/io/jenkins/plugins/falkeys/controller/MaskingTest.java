package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.Result;
import hudson.model.labels.LabelAtom;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.durable_task.DurableTaskStep;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Masking where it depends on Jenkins and on other plugins. */
@WithJenkins
class MaskingTest {

    private static final String SHOW = """
            set +x
            echo "key $FAL_KEY secret ${FAL_KEY#*:} end"
            echo "$FAL_KEY" | base64
            printf %s "$FAL_KEY" | base64 -w64
            """;

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        job = jenkins.createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void tearDown() {
        DurableTaskStep.USE_WATCHING = false;
        fal.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Evidence(Attack.AGENT_LOGS)
    void masksAnAgentsOutputEvenIfTheAgentSendsTheLogItself(boolean watching) throws Exception {
        DurableTaskStep.USE_WATCHING = watching;
        jenkins.createOnlineSlave(new LabelAtom("agent"));
        WorkflowRun run = build(Result.SUCCESS, """
                node('agent') {
                    withFalKey {
                        sh '''%s'''
                    }
                    falCreateKey(alias: 'stored')
                    withCredentials([string(credentialsId: 'fal-stored', variable: 'FAL_KEY')]) {
                        sh '''%1$s'''
                    }
                }
                """.formatted(SHOW));
        assertEquals(
                2,
                Stream.of(JenkinsRule.getLog(run).split("\n"))
                        .filter("key **** secret **** end"::equals)
                        .count());
    }

    /**
     * A user name with a password is not mistaken for a key: its halves, which may be short, must not be masked
     * separately.
     */
    @Test
    void leavesTheHalvesOfOtherBoundValuesAlone() throws Exception {
        for (String value :
                List.of("admin:admin", "deployment-robot:short-password", "not:a-key-but-a-sentence-of-one")) {
            Controllers.rootStore()
                    .addCredentials(
                            Domain.global(),
                            Controllers.secretText(CredentialsScope.GLOBAL, "id-" + value.substring(0, 3), value));
        }
        WorkflowRun run = build(Result.SUCCESS, """
                withCredentials([
                    string(credentialsId: 'id-adm', variable: 'ONE'),
                    string(credentialsId: 'id-dep', variable: 'TWO'),
                    string(credentialsId: 'id-not', variable: 'THREE')]) {
                    for (value in [env.ONE, env.TWO, env.THREE]) {
                        echo "whole ${value}, half ${value.split(':')[1]}"
                    }
                }
                """);
        jenkins.assertLogContains("whole ****, half admin", run);
        jenkins.assertLogContains("whole ****, half short-password", run);
        jenkins.assertLogContains("whole ****, half a-key-but-a-sentence-of-one", run);
    }

    @Test
    @Evidence(Attack.MASKS)
    void refusesAPasswordParameterInAnAlias() throws Exception {
        job.addProperty(new ParametersDefinitionProperty(new PasswordParameterDefinition("PASSWORD", "swordfish", "")));
        WorkflowRun run = build(Result.FAILURE, "falCreateKey(alias: \"Key for ${params.PASSWORD}\")");
        jenkins.assertLogContains("ERROR: 'alias' contains a secret of this build ($PASSWORD)", run);
        jenkins.assertLogNotContains("swordfish", run);
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.PLAIN_TEXT)
    void aWholeKeyPassedInsteadOfItsIdIsNotSaved() throws Exception {
        WorkflowRun run = build(Result.SUCCESS, "falDeleteKey(keyId: 'not-ours:0123456789abcdef')");

        jenkins.assertLogContains("'not-ours'", run);
        assertThat(savedFiles(run), not(containsString("0123456789abcdef")));
        DepthFirstScanner nodes = new DepthFirstScanner();
        nodes.setup(run.getExecution().getCurrentHeads());
        nodes.forEach(node -> assertThat(
                String.valueOf(ArgumentsAction.getArguments(node)), not(containsString("0123456789abcdef"))));
    }

    /** A key's ID is recorded like any other argument. */
    @Test
    void theIdOfAKeyIsRecorded() throws Exception {
        assertThat(savedFiles(build(Result.SUCCESS, "falDeleteKey(keyId: 'not-ours')")), containsString("not-ours"));
    }

    /** All files of a run except the script, which contains the key. */
    private static String savedFiles(WorkflowRun run) throws IOException {
        StringBuilder savedFiles = new StringBuilder();
        try (Stream<Path> files = Files.walk(run.getRootDir().toPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                savedFiles.append(text.replaceAll("(?s)<script>.*?</script>", ""));
            }
        }
        return savedFiles.toString();
    }

    private WorkflowRun build(Result expected, String script) throws Exception {
        Controllers.script(job, script);
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, job);
        assertThat(Leaks.find(JenkinsRule.getLog(run), fal), empty());
        return run;
    }
}
