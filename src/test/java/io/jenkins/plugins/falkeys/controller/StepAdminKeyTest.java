package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import java.math.BigDecimal;
import java.net.URL;
import java.util.List;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A step can choose only from the admin keys of its job. */
@WithJenkins
class StepAdminKeyTest extends TeamFolderTest {

    private static final String OTHER_ACCOUNT = "0ad32222-0000-4000-8000-000000000000:0123456789abcdef";
    private static final String CREATE = "falCreateKey(alias: 'a', credentialsId: 'a', adminCredentialsId: 'chosen')";
    private static final String BLOCK = "withFalKey(adminCredentialsId: 'chosen') { echo 'in the block' }";
    private static final String BIND_OWN =
            "withCredentials([string(credentialsId: 'own', variable: 'K')]) { echo 'in the block' }";

    @BeforeEach
    void secure() {
        fal.addAccount(OTHER_ACCOUNT);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("alice")
                .grant(Jenkins.READ, Item.READ, Item.BUILD, CredentialsProvider.CREATE, CredentialsProvider.USE_OWN)
                .everywhere()
                .to("builder"));
    }

    private void storeInFolder(String id) throws Exception {
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, id, FalApiStub.ADMIN_KEY));
    }

    private static void storeForUser(String user, String id) throws Exception {
        storeForUser(user, Controllers.secretText(CredentialsScope.USER, id, OTHER_ACCOUNT));
    }

    private static void storeForUser(String user, Credentials credentials) throws Exception {
        User owner = User.getById(user, true);
        try (ACLContext ignored = ACL.as2(owner.impersonate2())) {
            CredentialsStore own = StreamSupport.stream(
                            CredentialsProvider.lookupStores(owner).spliterator(), false)
                    .filter(store -> store.getContext() == owner)
                    .findFirst()
                    .orElseThrow();
            assertTrue(own.addCredentials(Domain.global(), credentials));
        }
    }

    private void runAs(String user) throws Exception {
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .replaceBy(List.of(new MockQueueItemAuthenticator()
                        .authenticate("team/inner/job", User.getById(user, true).impersonate2())));
    }

    private static String accountOfTheOnlyKey() {
        assertEquals(1, FalKeys.get().keys().records().all().size());
        return FalKeys.get().keys().records().all().get(0).admin().keyId();
    }

    private static String idOf(String adminKey) {
        return adminKey.substring(0, adminKey.indexOf(':'));
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void aUsersOwnCredentialIsNotUsed() throws Exception {
        storeForUser("alice", "chosen");
        runAs("alice");

        for (String script : List.of(CREATE, BLOCK)) {
            assertThat(
                    refused(job, script),
                    containsString(
                            "the job 'team/inner/job' cannot find a Secret text credential 'chosen' for the admin key."
                                    + " A user's own credentials are not searched"));
        }
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void aUsersOwnCredentialDoesNotShadowTheJobs() throws Exception {
        storeForUser("alice", "chosen");
        storeInFolder("chosen");
        runAs("alice");

        succeeds(job, CREATE);

        assertEquals(idOf(FalApiStub.ADMIN_KEY), accountOfTheOnlyKey());
    }

    /**
     * Somebody who can only start a build must not be able to choose the account or the cost limit with one of their
     * own credentials.
     */
    @Test
    void aUsersOwnBuildKeyCredentialProvidesNoKey() throws Exception {
        FalBuildKeyCredentials own = new FalBuildKeyCredentials(CredentialsScope.USER, "own", null);
        own.setAdminCredentialsId("chosen");
        storeInFolder("chosen");
        storeForUser("alice", own);
        runAs("alice");

        assertThat(refused(job, BIND_OWN), containsString("the job 'team/inner/job' has no such credential"));
        assertThat(fal.calls(), empty());

        FalBuildKeyCredentials limited = new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "own", null);
        limited.setAdminCredentialsId("chosen");
        limited.setMaxCost("3");
        Controllers.folderStore(team).addCredentials(Domain.global(), limited);
        succeeds(job, BIND_OWN);
        assertEquals(
                new BigDecimal("3"),
                FalKeys.get().keys().records().all().get(0).limit().amount());
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void aValueFromAnInputIsNotUsed() throws Exception {
        storeForUser("alice", "theirs");

        WorkflowRun run = answerInput("theirs", Result.FAILURE);

        assertThat(JenkinsRule.getLog(run), containsString("cannot find a Secret text credential 'chosen'"));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void aValueFromAnInputDoesNotShadowTheJobs() throws Exception {
        storeForUser("alice", "theirs");
        storeInFolder("chosen");

        answerInput("theirs", Result.SUCCESS);

        assertEquals(idOf(FalApiStub.ADMIN_KEY), accountOfTheOnlyKey());
    }

    /** Submits one of the user's own credentials in the input. */
    private WorkflowRun answerInput(String answer, Result expected) throws Exception {
        Controllers.script(job, """
            input(message: 'Which?', id: 'which', parameters: [credentials(name: 'chosen', required: true,
                credentialType: 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl',
                defaultValue: '', description: '')])
            """ + CREATE);
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("Input requested", run);
        JenkinsRule.WebClient client = jenkins.createWebClient().login("alice");
        WebRequest proceed =
                new WebRequest(new URL(jenkins.getURL(), run.getUrl() + "input/Which/proceed"), HttpMethod.POST);
        proceed.setRequestParameters(List.of(
                new NameValuePair("json", "{\"parameter\": [{\"name\": \"chosen\", \"value\": \"" + answer + "\"}]}")));
        client.getPage(client.addCrumb(proceed));
        jenkins.assertBuildStatus(expected, jenkins.waitForCompletion(run));
        return run;
    }

    @Test
    @Evidence(Attack.ADMIN_KEY)
    void usersWithoutUseItemCannotChooseAnAdminKey() throws Exception {
        storeInFolder("chosen");
        runAs("builder");

        for (String script : List.of(CREATE, BLOCK)) {
            assertThat(
                    refused(job, script),
                    containsString("No key was created: this build runs as 'builder', who is missing the"
                            + " Credentials/UseItem permission (or Job/Configure, which implies it) on the job"
                            + " 'team/inner/job', and so cannot choose the admin key 'chosen'."));
        }
        assertThat(fal.calls(), empty());
        succeeds(job, "withFalKey { echo 'with the key that the administrator chose' }");
    }

    @Test
    void itCanBeFoundAgainFromTheJobsFolder() throws Exception {
        storeInFolder("chosen");

        succeeds(job, CREATE);
        assertEquals(
                "team/inner",
                FalKeys.get().keys().records().all().get(0).admin().context());
        succeeds(job, "falDeleteKey(credentialsId: 'a')");

        assertThat(fal.keys(), empty());
    }

    @Test
    void forAJobAtTheRootItCanBeFoundAgainAtTheRoot() throws Exception {
        Controllers.rootStore()
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.GLOBAL, "chosen", FalApiStub.ADMIN_KEY));
        WorkflowJob atRoot = jenkins.createProject(WorkflowJob.class, "at-root");

        succeeds(atRoot, BLOCK);
        succeeds(atRoot, CREATE);
        succeeds(atRoot, "falDeleteKey(credentialsId: 'a')");

        assertThat(fal.keys(), empty());
    }
}
