package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.AbstractFolderDescriptor;
import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.hudson.plugins.folder.computed.ChildObserver;
import com.cloudbees.hudson.plugins.folder.computed.ComputedFolder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Result;
import hudson.model.TaskListener;
import hudson.model.TopLevelItem;
import hudson.model.User;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class FalCreateKeyStepTest {

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        secure();
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void storesTheKeyInTheNearestFolder() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        Folder inner = team.createProject(Folder.class, "inner");
        WorkflowRun run = build(inner.createProject(WorkflowJob.class, "job"), Result.SUCCESS, """
                def made = falCreateKey(alias: 'Production Key')
                echo "made ${made.keyId} ${made.alias} ${made.credentialsId} ${made.createdAt}"
                withCredentials([string(credentialsId: made.credentialsId, variable: 'FAL_KEY')]) {
                    node { sh 'echo "the key is $FAL_KEY"; test -n "$FAL_KEY"' }
                }
                """);

        String secret = Controllers.secret(Controllers.folderStore(inner), "fal-production-key")
                .orElseThrow();
        assertTrue(fal.works(secret));
        String keyId = secret.substring(0, secret.indexOf(':'));
        jenkins.assertLogContains(
                "Created fal API key 'Production Key' (" + keyId
                        + ") as Secret text credential 'fal-production-key' in folder 'team/inner'.",
                run);
        assertThat(
                JenkinsRule.getLog(run),
                matchesPattern("(?s).*made " + keyId + " Production Key fal-production-key 2.*Z.*"));
        jenkins.assertLogContains("the key is ****", run);
        jenkins.assertLogNotContains(secret, run);
    }

    @Test
    void skipsAComputedFolder() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        GeneratedJobs generated = team.createProject(GeneratedJobs.class, "generated");
        generated.scheduleBuild2(0).getFuture().get();
        build(generated.getItem("job"), Result.SUCCESS, "falCreateKey 'k'");
        assertTrue(fal.works(
                Controllers.secret(Controllers.folderStore(team), "fal-k").orElseThrow()));
    }

    /** For folder settings, a multibranch project is a folder like any other. */
    @Test
    void requiresTheAliasPrefixOfAComputedFolder() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        GeneratedJobs generated = team.createProject(GeneratedJobs.class, "generated");
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAliasPrefix("branch-");
        generated.addProperty(property);
        generated.scheduleBuild2(0).getFuture().get();

        build(generated.getItem("job"), Result.SUCCESS, "falCreateKey 'branch-k'");
        jenkins.assertLogContains(
                "must begin with 'branch-' (folder 'team/generated'",
                build(generated.getItem("job"), Result.FAILURE, "falCreateKey 'k'"));
    }

    @Test
    void storesTheKeyInANamedFolderAboveTheJob() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        Folder inner = team.createProject(Folder.class, "inner");
        build(inner.createProject(WorkflowJob.class, "job"), Result.SUCCESS, """
                falCreateKey(alias: 'k', folder: 'team', credentialsId: 'mine', description: 'for <b>all</b>')
                """);

        var stored =
                Controllers.credential(Controllers.folderStore(team), "mine").orElseThrow();
        assertTrue(fal.works(stored.getSecret().getPlainText()));
        assertEquals("for ball/b", stored.getDescription());
    }

    @Test
    @Evidence(Attack.STORES)
    void refusesAFolderThatDoesNotContainTheJob() throws Exception {
        jenkins.createProject(Folder.class, "other");
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowRun run = build(team.createProject(WorkflowJob.class, "job"), Result.FAILURE, """
                falCreateKey(alias: 'k', folder: 'other')
                """);

        jenkins.assertLogContains("No key was created: 'other' is not a folder above the job 'team/job'.", run);
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.STORES)
    void storesAtTheRootOnlyIfTheAdministratorAllowsIt() throws Exception {
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, "job");
        build(job, Result.SUCCESS, "falCreateKey 'Root Key'");
        assertTrue(fal.works(
                Controllers.secret(Controllers.rootStore(), "fal-root-key").orElseThrow()));

        FalKeysConfiguration.get().setAllowRootStore(false);
        WorkflowRun refused = build(job, Result.FAILURE, "falCreateKey 'Another Key'");
        jenkins.assertLogContains("Allow the root store", refused);
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    @Evidence(Attack.ALLOWED_FOLDERS)
    void aJobOutsideTheAllowedFoldersMayNotUseTheAdminKey() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of("team"));
        WorkflowRun refused =
                build(jenkins.createProject(WorkflowJob.class, "teamwork"), Result.FAILURE, "falCreateKey 'k'");
        jenkins.assertLogContains("Allowed folders", refused);
        assertThat(fal.calls(), empty());

        Folder team = jenkins.createProject(Folder.class, "team");
        build(team.createProject(WorkflowJob.class, "job"), Result.SUCCESS, "falCreateKey 'k'");
    }

    @Test
    @Evidence(Attack.CREDENTIAL_ID_TAKEOVER)
    void refusesAnIdThatIsInUse() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "taken", "x"));

        jenkins.assertLogContains(
                "the credential 'taken' already exists",
                build(job, Result.FAILURE, "falCreateKey(alias: 'k', credentialsId: 'taken')"));
        jenkins.assertLogContains(
                "the credential 'fal-admin' already exists",
                build(job, Result.FAILURE, "falCreateKey(alias: 'k', credentialsId: 'fal-admin')"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.SYSTEM_SCOPE)
    void aJobCannotNameAnAdminKeyOfSystemScope() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowRun run = build(team.createProject(WorkflowJob.class, "job"), Result.FAILURE, """
                falCreateKey(alias: 'k', adminCredentialsId: 'fal-admin')
                """);
        jenkins.assertLogContains("cannot find a Secret text credential 'fal-admin' for the admin key", run);
        assertThat(fal.calls(), empty());
    }

    @Test
    void aJobCanNameAnAdminKeyOfItsFolder() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of());
        Folder team = jenkins.createProject(Folder.class, "team");
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.GLOBAL, "team-admin", FalApiStub.ADMIN_KEY));
        build(team.createProject(WorkflowJob.class, "job"), Result.SUCCESS, """
                falCreateKey(alias: 'k', adminCredentialsId: 'team-admin')
                """);
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void usersWhoStartABuildCannotChooseTheAdminKey() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.GLOBAL, "team-admin", FalApiStub.ADMIN_KEY));
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        job.addProperty(new hudson.model.ParametersDefinitionProperty(
                new com.cloudbees.plugins.credentials.CredentialsParameterDefinition(
                        "team-admin",
                        null,
                        "team-admin",
                        org.jenkinsci.plugins.plaincredentials.StringCredentials.class.getName(),
                        true)));
        for (String name : List.of("team-admin", "${team-admin}")) {
            WorkflowRun run =
                    build(job, Result.FAILURE, "falCreateKey(alias: 'k', adminCredentialsId: '" + name + "')");
            jenkins.assertLogContains("is a credentials parameter of this build", run);
        }
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.STORES)
    void aBuildThatRunsAsAUserRequiresCredentialsCreate() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");

        runAs("reader");
        WorkflowRun refused = build(job, Result.FAILURE, "falCreateKey 'k'");
        jenkins.assertLogContains(
                "this build runs as 'reader', who is missing the Credentials/Create permission", refused);
        assertThat(fal.calls(), empty());

        runAs("keeper");
        build(job, Result.SUCCESS, "falCreateKey 'k'");
        assertTrue(fal.works(
                Controllers.secret(Controllers.folderStore(team), "fal-k").orElseThrow()));
    }

    @Test
    void whatSystemIsRefusedAUserIsRefusedAsWell() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        jenkins.createProject(Folder.class, "other");
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        runAs("keeper");

        jenkins.assertLogContains(
                "cannot find a Secret text credential 'fal-admin'",
                build(job, Result.FAILURE, "falCreateKey(alias: 'k', adminCredentialsId: 'fal-admin')"));
        jenkins.assertLogContains(
                "is not a folder above the job",
                build(job, Result.FAILURE, "falCreateKey(alias: 'k', folder: 'other')"));
        jenkins.assertLogContains(
                "the credential 'fal-admin' already exists",
                build(job, Result.FAILURE, "falCreateKey(alias: 'k', credentialsId: 'fal-admin')"));
        FalKeysConfiguration.get().setAllowRootStore(false);
        jenkins.assertLogContains(
                "Allow the root store", build(job, Result.FAILURE, "falCreateKey(alias: 'k', folder: '/')"));
        FalKeysConfiguration.get().setAllowedFolders(List.of("other"));
        jenkins.assertLogContains("Allowed folders", build(job, Result.FAILURE, "falCreateKey 'k'"));
        jenkins.assertLogContains("Allowed folders", build(job, Result.FAILURE, "withFalKey { echo 'no' }"));
        assertThat(fal.calls(), empty());
    }

    private static void runAs(String user) {
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("team/job", User.getById(user, true).impersonate2()));
    }

    private void secure() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader", "keeper")
                .grant(CredentialsProvider.CREATE, CredentialsProvider.USE_ITEM)
                .everywhere()
                .to("keeper"));
    }

    private WorkflowRun build(WorkflowJob job, Result expected, String script) throws Exception {
        Controllers.script(job, script);
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, job);
        assertThat(JenkinsRule.getLog(run), not(containsString("Exception")));
        assertThat(run.isBuilding(), is(false));
        return run;
    }

    /** A folder that generates its items, like a multibranch project. */
    public static final class GeneratedJobs extends ComputedFolder<WorkflowJob> {

        public GeneratedJobs(ItemGroup<?> parent, String name) {
            super(parent, name);
        }

        @Override
        protected void computeChildren(ChildObserver<WorkflowJob> observer, TaskListener listener)
                throws IOException, InterruptedException {
            if (observer.shouldUpdate("job") == null && observer.mayCreate("job")) {
                observer.created(new WorkflowJob(this, "job"));
            }
            observer.completed("job");
        }

        @TestExtension
        public static final class DescriptorImpl extends AbstractFolderDescriptor {

            @Override
            @NonNull
            public String getDisplayName() {
                return "Generated jobs";
            }

            @Override
            public TopLevelItem newInstance(ItemGroup parent, String name) {
                return new GeneratedJobs(parent, name);
            }
        }
    }
}
