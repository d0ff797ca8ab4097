package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.util.Secret;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.monitor.UnsettledKeysMonitor;
import io.jenkins.plugins.falkeys.monitor.VanishedCredentialsMonitor;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What happens to keys after they are minted, and when the items that they belong to change. */
@WithJenkins
class KeyLifecycleTest {

    private static final String CREATE = "falCreateKey(alias: 'Production Key', credentialsId: 'fal-prod')\n";
    private static final String ROTATE = "falRotateKey(credentialsId: 'fal-prod', graceMinutes: 0)\n";
    private static final String DELETE = "falDeleteKey(credentialsId: 'fal-prod')\n";
    private static final String DELETE_OR_FAIL = "falDeleteKey(credentialsId: 'fal-prod', failIfMissing: true)";

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private Folder team;
    private WorkflowJob job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        job = team.createProject(WorkflowJob.class, "job");
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WorkflowRun build(WorkflowJob of, Result expected, String script) throws Exception {
        Controllers.script(of, script);
        WorkflowRun run = jenkins.buildAndAssertStatus(expected, of);
        assertThat(JenkinsRule.getLog(run), not(containsString("KeyException")));
        for (FalApiStub.Key key : fal.created()) {
            assertThat(
                    JenkinsRule.getLog(run),
                    not(containsString(key.value().substring(key.id().length() + 1))));
        }
        return run;
    }

    private StringCredentials stored() {
        return Controllers.credential(Controllers.folderStore(team), "fal-prod").orElseThrow();
    }

    private boolean works() {
        return fal.works(stored().getSecret().getPlainText());
    }

    private void awaitKeys(int number) throws InterruptedException {
        for (int i = 0; i < 100 && fal.keys().size() != number; i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), hasSize(number));
    }

    private static List<KeyState> states() throws Exception {
        return FalKeys.get().keys().list(new Origin("", 0, "", "team/job"), Requester.SILENT).get().stream()
                .map(KeyRecord::state)
                .toList();
    }

    @Test
    void aRotatedCredentialKeepsItsDomainItsScopeAndItsDescription() throws Exception {
        build(job, Result.SUCCESS, CREATE);
        CredentialsStore store = Controllers.folderStore(team);
        Domain domain = new Domain("fal", "of fal", List.of());
        store.addDomain(domain);
        store.removeCredentials(Domain.global(), stored());
        store.addCredentials(
                domain,
                new StringCredentialsImpl(
                        CredentialsScope.GLOBAL,
                        "fal-prod",
                        "ours",
                        Secret.fromString(fal.keys().get(0).value())));

        build(job, Result.SUCCESS, ROTATE);

        awaitKeys(1);
        assertThat(store.getCredentials(Domain.global()), empty());
        StringCredentials moved =
                (StringCredentials) store.getCredentials(domain).get(0);
        assertEquals("ours", moved.getDescription());
        assertTrue(fal.works(moved.getSecret().getPlainText()));
    }

    @Test
    void ifTheStoreCannotSaveANewKeyNoKeyIsLeft() throws Exception {
        breakTheDisk();

        WorkflowRun run = build(job, Result.FAILURE, CREATE);

        jenkins.assertLogContains("could not be saved", run);
        jenkins.assertLogContains("It was revoked.", run);
        assertThat(fal.keys(), empty());
        assertTrue(Controllers.credential(Controllers.folderStore(team), "fal-prod")
                .isEmpty());
    }

    @Test
    void ifTheStoreCannotSaveARotationTheOldKeyStays() throws Exception {
        build(job, Result.SUCCESS, CREATE);
        FalApiStub.Key old = fal.keys().get(0);
        breakTheDisk();

        WorkflowRun run = build(job, Result.FAILURE, ROTATE);

        jenkins.assertLogContains("could not be saved", run);
        jenkins.assertLogContains("It was revoked.", run);
        assertEquals(List.of(old), fal.keys());
        assertEquals(old.value(), stored().getSecret().getPlainText());
    }

    /** Nobody, not even root, can replace a non-empty folder with a file. */
    private void breakTheDisk() throws Exception {
        Path config = new File(team.getRootDir(), "config.xml").toPath();
        Files.delete(config);
        Files.createDirectories(config.resolve("in-the-way"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ROTATE, DELETE_OR_FAIL})
    @Evidence(Attack.OWNERS)
    void anotherJobsKeyAppearsNotToExist(String script) throws Exception {
        build(job, Result.SUCCESS, CREATE);
        WorkflowJob other = team.createProject(WorkflowJob.class, "other");

        jenkins.assertLogContains("this job has no such key", build(other, Result.FAILURE, script));

        assertTrue(works());
        assertEquals(1, fal.created().size());
        jenkins.assertLogContains(
                "sees 0 keys", build(other, Result.SUCCESS, "echo \"sees ${falListKeys().size()} keys\""));
    }

    @Test
    @Evidence(Attack.STORES)
    void aBuildThatRunsAsAUserRequiresItsPermissions() throws Exception {
        build(job, Result.SUCCESS, CREATE);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD)
                .everywhere()
                .to("reader", "keeper")
                .grant(CredentialsProvider.UPDATE, CredentialsProvider.DELETE)
                .everywhere()
                .to("keeper"));

        runAs("reader");
        jenkins.assertLogContains(
                "this build runs as 'reader', who is missing the Credentials/Update permission",
                build(job, Result.FAILURE, ROTATE));
        jenkins.assertLogContains(
                "this build runs as 'reader', who is missing the Credentials/Delete permission",
                build(job, Result.FAILURE, DELETE));
        assertTrue(works());

        runAs("keeper");
        build(job, Result.SUCCESS, ROTATE + DELETE);
        awaitKeys(0);
    }

    private static void runAs(String user) {
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate("team/job", User.getById(user, true).impersonate2()));
    }

    @Test
    void aKeyFollowsItsJobAndItsFolder() throws Exception {
        build(job, Result.SUCCESS, CREATE);

        team.renameTo("crew");
        job.renameTo("work");

        jenkins.assertLogContains("sees ACTIVE", build(job, Result.SUCCESS, "echo \"sees ${falListKeys()[0].state}\""));
        build(job, Result.SUCCESS, ROTATE + DELETE);
        awaitKeys(0);
    }

    @Test
    void aKeyOutlivesItsRunAndItsJob() throws Exception {
        WorkflowRun run = build(job, Result.SUCCESS, CREATE);

        run.delete();
        FalKeys.get().keys().upkeep().sweep().get();
        assertTrue(works());
        job.delete();
        FalKeys.get().keys().upkeep().sweep().get();
        assertTrue(works());
        assertFalse(monitor().isActivated());
    }

    @Test
    void aKeyWhoseFolderIsDeletedIsShown() throws Exception {
        build(job, Result.SUCCESS, CREATE);

        team.delete();
        FalKeys.get().keys().upkeep().sweep().get();

        assertTrue(monitor().isActivated());
        assertThat(fal.keys(), hasSize(1));
        assertThat(monitorPage(), containsString("'fal-prod' in folder 'team'"));
    }

    @Test
    void aKeyWhoseCredentialIsDeletedByHandIsShownAndCanBeDeleted() throws Exception {
        build(job, Result.SUCCESS, CREATE);

        Controllers.folderStore(team).removeCredentials(Domain.global(), stored());
        FalKeys.get().keys().upkeep().sweep().get();
        assertTrue(monitor().isActivated());
        assertEquals(List.of(KeyState.ACTIVE), states());

        build(job, Result.SUCCESS, DELETE);
        awaitKeys(0);
        assertFalse(monitor().isActivated());
    }

    @Test
    void keysWhoseCredentialsAReloadRemovedAreShown() throws Exception {
        WorkflowJob top = jenkins.createProject(WorkflowJob.class, "top");
        build(top, Result.SUCCESS, CREATE);
        Path yaml = Files.createTempFile("credentials", ".yaml");
        Files.writeString(yaml, """
            credentials:
              system:
                domainCredentials:
                  - credentials:
                      - string: {scope: SYSTEM, id: "fal-admin", secret: "%s"}
            """.formatted(FalApiStub.ADMIN_KEY));

        ConfigurationAsCode.get().configure(yaml.toUri().toString());
        FalKeys.get().keys().upkeep().sweep().get();

        assertTrue(monitor().isActivated());
        assertThat(monitorPage(), containsString("'fal-prod' in the root store"));
        build(top, Result.SUCCESS, DELETE);
        awaitKeys(0);
    }

    private static VanishedCredentialsMonitor monitor() {
        return ExtensionList.lookupSingleton(VanishedCredentialsMonitor.class);
    }

    private String monitorPage() throws Exception {
        return new StrictBrowser(jenkins).open("manage").asNormalizedText();
    }

    @Test
    void aKeyThatCannotBeDeletedIsShown() throws Exception {
        fal.next("{on: 'DELETE', status: 403}");
        build(job, Result.SUCCESS, "withFalKey { echo 'in the block' }");
        UnsettledKeysMonitor monitor = ExtensionList.lookupSingleton(UnsettledKeysMonitor.class);
        for (int i = 0; i < 100 && !monitor.isActivated(); i++) {
            Thread.sleep(100);
        }

        assertTrue(monitor.isActivated());
        assertThat(
                monitorPage(), containsString("(Being deleted): fal rejected the request to delete the key (HTTP 403"));
    }

    @Test
    void aNoticeSaysHowManyKeysItDoesNotName() throws Exception {
        build(job, Result.SUCCESS, "for (int i = 10; i < 22; i++) { falCreateKey(alias: \"key ${i}\") }");
        CredentialsStore store = Controllers.folderStore(team);
        for (Credentials stored : List.copyOf(store.getCredentials(Domain.global()))) {
            store.removeCredentials(Domain.global(), stored);
        }
        FalKeys.get().keys().upkeep().sweep().get();

        assertThat(monitorPage(), containsString("and 2 more"));
    }

    @Test
    void allStepsWorkInDeclarativePipelines() throws Exception {
        WorkflowRun run = build(job, Result.SUCCESS, """
            pipeline {
                agent any
                stages {
                    stage('Provision') {
                        steps {
                            falCreateKey(alias: 'Production Key', credentialsId: 'fal-prod', ifExists: 'keep')
                            falRotateKey(credentialsId: 'fal-prod', graceMinutes: 5)
                            script {
                                echo "keys: ${falListKeys().collect { it.state }.sort().join(' ')}"
                            }
                        }
                    }
                    stage('Use') {
                        environment {
                            FAL_KEY = credentials('fal-prod')
                        }
                        steps {
                            sh 'set +x; echo "the key is $FAL_KEY"'
                        }
                    }
                }
                post {
                    always {
                        falDeleteKey(credentialsId: 'fal-prod')
                    }
                }
            }
            """);

        jenkins.assertLogContains("keys: ACTIVE DELETING", run);
        jenkins.assertLogContains("the key is ****", run);
        assertEquals(List.of(KeyState.DELETING), states());
    }
}
