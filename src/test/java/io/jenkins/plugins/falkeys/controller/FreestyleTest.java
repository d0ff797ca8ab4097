package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.AbortException;
import hudson.console.ConsoleLogFilter;
import hudson.model.Computer;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StreamBuildListener;
import hudson.model.StringParameterDefinition;
import hudson.model.User;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
import io.jenkins.plugins.falkeys.scenarios.SeenLog;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.credentialsbinding.impl.StringBinding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class FreestyleTest {

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;
    private Folder team;
    private FreeStyleProject job;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        job = team.createProject(FreeStyleProject.class, "job");
    }

    @AfterEach
    void tearDown() {
        ConsoleLogFilter.all()
                .removeAll(ConsoleLogFilter.all().stream()
                        .filter(SeenLog.class::isInstance)
                        .toList());
        fal.close();
    }

    @Test
    void theBuildStepStoresTheKeyAsSecretText() throws Exception {
        job.addProperty(new ParametersDefinitionProperty(
                new StringParameterDefinition("STAGE", "staging"),
                new PasswordParameterDefinition("PASSWORD", "swordfish", "")));
        job.getBuildersList().add(new FalKeyBuilder("Key for $STAGE", new SecretTextOutput()));

        FreeStyleBuild build = build(Result.SUCCESS);

        String id =
                Controllers.folderStore(team)
                        .getCredentials(com.cloudbees.plugins.credentials.domains.Domain.global())
                        .stream()
                        .map(c -> ((com.cloudbees.plugins.credentials.common.IdCredentials) c).getId())
                        .findFirst()
                        .orElseThrow();
        assertThat(id, containsString("fal-key-for-staging"));
        assertTrue(
                fal.works(Controllers.secret(Controllers.folderStore(team), id).orElseThrow()));
        jenkins.assertLogContains("Created fal API key 'Key for staging'", build);
    }

    @Test
    void theBuildStepProvidesAVariableToLaterStepsAndDeletesTheKeyAtTheEnd() throws Exception {
        job.getBuildersList().add(new Shell("test -z \"$FAL_KEY\" && echo 'not yet'"));
        VariableOutput output = new VariableOutput("FAL_KEY");
        output.setKeySecretVariable("FAL_KEY_SECRET");
        output.setKeyIdVariable("FAL_KEY_ID");
        job.getBuildersList().add(new FalKeyBuilder("k", output));
        job.getBuildersList()
                .add(new Shell("set +x; test \"$FAL_KEY\" = \"$FAL_KEY_ID:$FAL_KEY_SECRET\" && echo 'they match'\n"
                        + "echo \"key $FAL_KEY secret $FAL_KEY_SECRET\"; printf %s \"$FAL_KEY\" | base64 -w0; echo"));

        FreeStyleBuild build = build(Result.SUCCESS);

        jenkins.assertLogContains("not yet", build);
        jenkins.assertLogContains("they match", build);
        jenkins.assertLogContains("key **** secret ****", build);
        jenkins.assertLogContains("Deleting fal API key " + fal.created().get(0).id(), build);
        awaitNoKeys();
    }

    @Test
    void theKeyOfAFailingBuildIsDeletedToo() throws Exception {
        job.getBuildersList().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        job.getBuildersList().add(new Shell("echo \"$FAL_KEY\"; exit 1"));
        build(Result.FAILURE);
        awaitNoKeys();
    }

    @Test
    void theBuildEnvironmentProvidesTheKeyToAllSteps() throws Exception {
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        job.getBuildersList().add(new Shell("set +x; test -n \"$FAL_KEY\" && echo \"key $FAL_KEY\""));

        FreeStyleBuild build = build(Result.SUCCESS);

        jenkins.assertLogContains("key ****", build);
        assertTrue(build.getSensitiveBuildVariables().contains("FAL_KEY"));
        awaitNoKeys();
    }

    @Test
    void aKeyWithDollarSignsArrivesUnchanged() throws Exception {
        fal.next("{on: 'POST', status: 201, body: {key_id: 'dollars', key_secret: 'a$b$$c${HOME}d'}}");
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        job.getBuildersList().add(new Shell("set +x; test \"${FAL_KEY#*:}\" = 'a$b$$c${HOME}d' && echo 'unchanged'"));
        jenkins.assertLogContains("unchanged", build(Result.SUCCESS));
    }

    @Test
    void ifFalRefusesTheBuildFailsBeforeItsSteps() throws Exception {
        fal.next("{\"on\":\"POST\",\"status\":401}");
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        job.getBuildersList().add(new Shell("echo 'in the step'"));
        FreeStyleBuild build = build(Result.FAILURE);
        jenkins.assertLogContains("was created", build);
        jenkins.assertLogNotContains("in the step", build);
        assertThat(fal.keys(), empty());
    }

    /** Job DSL and configuration files may leave it out. */
    @Test
    void aBuildStepWithoutAnAliasCreatesNoKey() throws Exception {
        job.getBuildersList().add(new FalKeyBuilder(null, new SecretTextOutput()));

        jenkins.assertLogContains("The alias is empty.", build(Result.FAILURE));
        assertThat(fal.created(), empty());
    }

    @Test
    void aFailedDeletionDoesNotFailTheBuild() throws Exception {
        fal.next("{\"on\":\"DELETE\",\"status\":500,\"times\":1}");
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        build(Result.SUCCESS);
        awaitNoKeys();
    }

    @Test
    void refusesACredentialIdThatIsInUse() throws Exception {
        SecretTextOutput output = new SecretTextOutput();
        output.setCredentialsId("mine-$BUILD_NUMBER");
        job.getBuildersList().add(new FalKeyBuilder("k", output));
        job.getBuildersList().add(new FalKeyBuilder("k", output));
        FreeStyleBuild build = build(Result.FAILURE);
        jenkins.assertLogContains("the credential 'mine-1' in folder 'team' already holds the key 'k'", build);
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    @Evidence(Attack.STORES)
    void aBuildThatRunsAsAUserRequiresCredentialsCreate() throws Exception {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("reader"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("team/job", User.getById("reader", true).impersonate2()));
        job.getBuildersList().add(new FalKeyBuilder("k", new SecretTextOutput()));
        FreeStyleBuild refused = build(Result.FAILURE);
        jenkins.assertLogContains(
                "this build runs as 'reader', who is missing the Credentials/Create permission", refused);
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.MASKS)
    void providesNoKeyIfTheLogIsNotMasked() throws Exception {
        FreeStyleBuild build = build(Result.SUCCESS);
        FalKeyBuilder builder = new FalKeyBuilder("k", new VariableOutput("FAL_KEY"));
        AbortException refused = assertThrows(
                AbortException.class,
                () -> builder.perform(build, null, new StreamBuildListener(OutputStream.nullOutputStream())));
        assertThat(refused.getMessage(), containsString("the log would show it"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.MASKS)
    void refusesABoundSecretInAnAlias() throws Exception {
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "token", "swordfish"));
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new StringBinding("TOKEN", "token"))));
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("STAGE", "of ${TOKEN}")));
        job.getBuildersList().add(new FalKeyBuilder("Key $STAGE", new SecretTextOutput()));

        FreeStyleBuild build = build(Result.FAILURE);

        jenkins.assertLogContains("'alias' contains a secret of this build ($TOKEN)", build);
        jenkins.assertLogNotContains("swordfish", build);
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.MASKS)
    void otherLogFiltersSeeAsterisks() throws Exception {
        SeenLog other = new SeenLog();
        ConsoleLogFilter.all().add(other);
        job.getBuildersList().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        job.getBuildersList().add(new Shell("set +x; echo \"key $FAL_KEY\""));

        build(Result.SUCCESS);

        assertThat(other.text(), containsString("key ****"));
        assertThat(Leaks.find(other.text(), fal), empty());
    }

    @Test
    @Evidence(Attack.MASKS)
    void theBuildEnvironmentMasksForOtherLogFiltersToo() throws Exception {
        SeenLog other = new SeenLog();
        ConsoleLogFilter.all().add(other);
        job.getBuildWrappersList().add(new FalKeyBuildWrapper());
        job.getBuildersList().add(new Shell("set +x; echo \"key $FAL_KEY\""));

        build(Result.SUCCESS);

        assertThat(other.text(), containsString("key ****"));
        assertThat(Leaks.find(other.text(), fal), empty());
    }

    @Test
    void bytesOfAnotherCharsetArriveUnchanged() throws Exception {
        job.getBuildersList().add(new FalKeyBuilder("k", new VariableOutput("FAL_KEY")));
        job.getBuildersList().add(new Shell("set +x; printf 'K\\344se %s\\377\\n' \"$FAL_KEY\""));

        FreeStyleBuild build = build(Result.SUCCESS);

        String log = Files.readString(build.getLogFile().toPath(), StandardCharsets.ISO_8859_1);
        assertThat(log, containsString("K\u00e4se ****\u00ff\n"));
    }

    @Test
    void theLogOfABuildWithoutAKeyInAVariableIsNotChanged() throws Exception {
        job.getBuildersList().add(new FalKeyBuilder("k", new SecretTextOutput()));
        assertLogUnchanged();
    }

    @Test
    void theLogOfABuildThatDoesNotUseThePluginIsNotChanged() throws Exception {
        job.getBuildersList().add(new Shell("echo 'no key'"));
        assertLogUnchanged();
    }

    private void assertLogUnchanged() throws Exception {
        FreeStyleBuild build = build(Result.SUCCESS);
        OutputStream log = OutputStream.nullOutputStream();
        for (ConsoleLogFilter filter : ConsoleLogFilter.all()) {
            assertSame(log, filter.decorateLogger((Run<?, ?>) build, log));
        }
    }

    @Test
    void theFormsKeepTheirValues() throws Exception {
        SecretTextOutput text = new SecretTextOutput();
        text.setCredentialsId("mine");
        text.setDescription("for the team");
        text.setFolder("team");
        text.setIfExists("rotate");
        FalKeyBuilder stored = new FalKeyBuilder("stored", text);
        jenkins.assertEqualDataBoundBeans(stored, jenkins.configRoundtrip(stored));

        VariableOutput variable = new VariableOutput("OTHER_KEY");
        variable.setKeyIdVariable("OTHER_ID");
        variable.setKeySecretVariable("OTHER_SECRET");
        FalKeyBuilder shown = new FalKeyBuilder("shown", variable);
        jenkins.assertEqualDataBoundBeans(shown, jenkins.configRoundtrip(shown));

        FalKeyBuildWrapper wrapper = new FalKeyBuildWrapper();
        wrapper.setAlias("around");
        wrapper.setVariable("WRAPPED");
        wrapper.setKeyIdVariable("WRAPPED_ID");
        wrapper.setKeySecretVariable("WRAPPED_SECRET");
        wrapper.setMaxCost("2.50");
        job.getBuildWrappersList().add(wrapper);
        jenkins.configRoundtrip((hudson.model.Item) job);
        jenkins.assertEqualDataBoundBeans(wrapper, job.getBuildWrappersList().get(FalKeyBuildWrapper.class));
    }

    private FreeStyleBuild build(Result expected) throws Exception {
        FreeStyleBuild build = jenkins.buildAndAssertStatus(expected, job);
        for (FalApiStub.Key key : fal.created()) {
            assertThat(
                    JenkinsRule.getLog(build),
                    not(containsString(key.value().substring(key.id().length() + 1))));
        }
        return build;
    }

    private void awaitNoKeys() throws InterruptedException {
        for (int i = 0; i < 100 && !fal.keys().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), empty());
    }
}
