package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.cli.CLICommandInvoker;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.User;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import jenkins.model.Jenkins;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.htmlunit.html.HtmlForm;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Which of a folder's keys its jobs may create, list, rotate and delete. */
@WithJenkins
class JobsMayManageTest extends TeamFolderTest {

    private static final String CREATE = "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team')";
    private static final String ROTATE = "falRotateKey(credentialsId: 'a', graceMinutes: 0)";
    private static final String DELETE = "falDeleteKey(credentialsId: 'a', failIfMissing: true)";
    private static final String NO_SUCH_KEY = "this job has no such key";
    private static final String NO_KEYS = "jobs may not manage the credential 'a' in folder 'team'";

    private WorkflowJob other;

    @BeforeEach
    void createAnotherJob() throws Exception {
        other = Controllers.create(team, WorkflowJob.class, "other");
    }

    private static void set(Folder folder, JobsMayManage what) throws Exception {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setJobsMayManage(what);
        folder.getProperties().replace(property);
    }

    @Test
    void jobsManageTheirOwnKeysByDefault() throws Exception {
        succeeds(job, CREATE);

        assertThat(refused(other, ROTATE), containsString(NO_SUCH_KEY));
        assertThat(refused(other, DELETE), containsString(NO_SUCH_KEY));
        succeeds(other, "if (falListKeys().size() != 0) error('sees ' + falListKeys())");
        succeeds(job, ROTATE);
        succeeds(job, DELETE);
        assertThat(fal.keys(), empty());
    }

    @Test
    void jobsMayManageAllKeys() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);
        String first = fal.keys().get(0).id();

        succeeds(other, "if (falListKeys()[0].credentialsId != 'a') error('sees ' + falListKeys())");
        succeeds(other, ROTATE);
        assertThat(Controllers.secret(Controllers.folderStore(team), "a").orElseThrow(), not(startsWith(first)));
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: 'team', ifExists: 'keep')");
        succeeds(job, DELETE);
        assertThat(fal.keys(), empty());
    }

    @Test
    void aKeyThatAnotherJobRotatesKeepsItsOwner() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);
        succeeds(other, ROTATE);

        set(team, JobsMayManage.OWN_KEYS);
        assertThat(refused(other, ROTATE), containsString(NO_SUCH_KEY));
        succeeds(job, ROTATE);
    }

    @Test
    @Evidence(Attack.STORES)
    void jobsMayManageNoKeys() throws Exception {
        succeeds(job, CREATE);
        set(team, JobsMayManage.NO_KEYS);
        int calls = fal.calls().size();

        assertThat(refused(other, CREATE), containsString(NO_KEYS));
        assertThat(refused(job, ROTATE), containsString(NO_KEYS));
        assertThat(refused(job, DELETE), containsString(NO_KEYS));
        assertThat(refused(job, "falDeleteKey(credentialsId: 'a', removeCredential: false)"), containsString(NO_KEYS));
        assertEquals(calls, fal.calls().size());
        succeeds(job, "withCredentials([string(credentialsId: 'a', variable: 'K')]) { echo 'can be used' }");
        succeeds(job, "withFalKey { echo 'is stored nowhere' }");
    }

    @Test
    void theTopmostFolderReplacesTheController() throws Exception {
        FalKeysConfiguration.get().setJobsMayManage(JobsMayManage.NO_KEYS);
        String log = refused(job, CREATE);
        assertThat(log, containsString(NO_KEYS));
        assertThat(log, containsString("(Manage Jenkins » System » fal API keys » Jobs may manage)"));

        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);
        succeeds(other, DELETE);
    }

    @Test
    void theSettingOfAFolderAppliesToItsSubfolders() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        WorkflowJob sibling = Controllers.create(inner, WorkflowJob.class, "sibling");
        succeeds(job, "falCreateKey(alias: 'b', credentialsId: 'b')");

        succeeds(sibling, "falRotateKey(credentialsId: 'b')");
    }

    @Test
    void aSubfolderCanTightenTheSetting() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        set(inner, JobsMayManage.OWN_KEYS);
        WorkflowJob sibling = Controllers.create(inner, WorkflowJob.class, "sibling");
        succeeds(job, "falCreateKey(alias: 'b', credentialsId: 'b')");
        assertThat(refused(sibling, "falRotateKey(credentialsId: 'b')"), containsString(NO_SUCH_KEY));
        succeeds(other, CREATE);
        succeeds(job, ROTATE);

        set(inner, JobsMayManage.NO_KEYS);
        assertThat(
                refused(job, "falRotateKey(credentialsId: 'b')"),
                containsString(
                        "the credential 'b' in folder 'team/inner' (folder 'team/inner' » Configure » fal API keys » Jobs may"
                                + " manage)"));
        succeeds(other, ROTATE);
    }

    @Test
    @Evidence(Attack.STORES)
    void aSubfolderCannotLoosenTheSetting() throws Exception {
        set(team, JobsMayManage.OWN_KEYS);
        set(inner, JobsMayManage.ALL_KEYS);
        WorkflowJob sibling = Controllers.create(inner, WorkflowJob.class, "sibling");
        succeeds(job, "falCreateKey(alias: 'b', credentialsId: 'b')");
        assertThat(refused(sibling, "falRotateKey(credentialsId: 'b')"), containsString(NO_SUCH_KEY));

        set(team, JobsMayManage.NO_KEYS);
        int calls = fal.calls().size();
        String rotation = refused(job, "falRotateKey(credentialsId: 'b')");
        assertThat(rotation, containsString("the credential 'b' in folder 'team/inner'"));
        assertThat(rotation, containsString("(folder 'team' » Configure » fal API keys » Jobs may manage)"));
        assertThat(
                refused(job, "falCreateKey(alias: 'c', credentialsId: 'c')"),
                containsString("the credential 'c' in folder 'team/inner'"));
        assertEquals(calls, fal.calls().size());
    }

    /** It belongs to the folder just as the key that replaced it does. */
    @Test
    @Evidence(Attack.STORES)
    void aKeyInItsGracePeriodIsNotDeletedIfJobsMayManageNoKeys() throws Exception {
        succeeds(job, CREATE);
        String old = fal.keys().get(0).id();
        succeeds(job, "falRotateKey(credentialsId: 'a', graceMinutes: 60)");
        set(team, JobsMayManage.NO_KEYS);

        assertThat(refused(job, "falDeleteKey(keyId: '" + old + "')"), containsString(NO_KEYS));
        assertThat(fal.keys(), hasSize(2));
    }

    @Test
    @Evidence(Attack.STORES)
    void aKeyWithoutItsCredentialIsNotDeletedIfJobsMayManageNoKeys() throws Exception {
        succeeds(job, CREATE);
        Controllers.folderStore(team)
                .removeCredentials(
                        Domain.global(),
                        Controllers.credential(Controllers.folderStore(team), "a")
                                .orElseThrow());
        set(team, JobsMayManage.NO_KEYS);

        assertThat(refused(job, DELETE), containsString(NO_KEYS));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void anAdministratorCanForbidFolderSettings() throws Exception {
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);

        assertThat(refused(other, DELETE), containsString(NO_SUCH_KEY));
        FalKeysConfiguration.get().setJobsMayManage(JobsMayManage.ALL_KEYS);
        set(team, JobsMayManage.NO_KEYS);
        succeeds(other, DELETE);
    }

    @Test
    void keysAtTheRootAreNotShared() throws Exception {
        FalKeysConfiguration.get().setJobsMayManage(JobsMayManage.ALL_KEYS);
        succeeds(job, "falCreateKey(alias: 'a', credentialsId: 'a', folder: '/')");

        assertThat(refused(other, DELETE), containsString(NO_SUCH_KEY));
        FalKeysConfiguration.get().setJobsMayManage(JobsMayManage.NO_KEYS);
        assertThat(refused(job, DELETE), containsString("the credential 'a' in the root store"));
    }

    @Test
    void jobsOutsideTheFolderManageNothing() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);
        succeeds(job, "falCreateKey(alias: 'b', credentialsId: 'b')");
        WorkflowJob outside = jenkins.createProject(WorkflowJob.class, "outside");

        assertThat(refused(outside, DELETE), containsString(NO_SUCH_KEY));
        // 'b' is in the inner folder, which is not above that job.
        assertThat(
                refused(other, "falDeleteKey(credentialsId: 'b', failIfMissing: true)"), containsString(NO_SUCH_KEY));
    }

    @Test
    void administratorsAreNotRestricted() throws Exception {
        set(team, JobsMayManage.NO_KEYS);

        assertThat(
                new CLICommandInvoker(jenkins, "fal-create-key").invokeWithArgs("a", "-store", "team"),
                CLICommandInvoker.Matcher.succeeded());
        assertThat(FalKeys.get().keys().records().all(), hasSize(1));
    }

    /** The folder setting does not replace the permissions of the user that the build runs as. */
    @Test
    @Evidence(Attack.OWNERS)
    void aBuildWithoutCredentialsDeleteCannotDeleteAnotherJobsKey() throws Exception {
        set(team, JobsMayManage.ALL_KEYS);
        succeeds(job, CREATE);
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("builder"));
        QueueItemAuthenticatorConfiguration.get()
                .getAuthenticators()
                .add(new MockQueueItemAuthenticator()
                        .authenticate(
                                "team/other", User.getById("builder", true).impersonate2()));

        assertThat(
                refused(other, "falDeleteKey(credentialsId: 'a', removeCredential: false)"),
                containsString("is missing the Credentials/Delete permission"));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void theFormOfAJobDistinguishesItsOwnKeysFromOthers() throws Exception {
        succeeds(job, "falCreateKey(alias: 'mine', credentialsId: 'mine', folder: 'team')");
        succeeds(other, "falCreateKey(alias: 'theirs', credentialsId: 'theirs')");

        assertThat(FalKeys.get().checkNewCredentialsId(job, "mine").getMessage(), containsString("a key of this job"));
        assertThat(checked("mine"), is(FormValidation.Kind.OK));
        assertThat(checked("free"), is(FormValidation.Kind.OK));
        assertThat(checked("theirs"), is(FormValidation.Kind.ERROR));
        // The form does not reveal credentials that no job sees; a build would be refused.
        assertThat(checked("fal-admin"), is(FormValidation.Kind.OK));

        set(team, JobsMayManage.ALL_KEYS);
        assertThat(checked("theirs"), is(FormValidation.Kind.OK));
    }

    private FormValidation.Kind checked(String credentialsId) {
        return FalKeys.get().checkNewCredentialsId(job, credentialsId).kind;
    }

    @Test
    void theFormOfAFolderOffersTheChoicesAndTheInheritedOne() throws Exception {
        set(team, JobsMayManage.OWN_KEYS);
        choose("all keys, including those of other jobs");
        assertEquals(
                JobsMayManage.ALL_KEYS,
                team.getProperties().get(FalKeysFolderProperty.class).getJobsMayManage());
        jenkins.configRoundtrip(team);
        assertEquals(
                JobsMayManage.ALL_KEYS,
                team.getProperties().get(FalKeysFolderProperty.class).getJobsMayManage());

        choose("inherit from the folder above or the controller");
        assertThat(team.getProperties().getAll(FalKeysFolderProperty.class), empty());
    }

    @Test
    void theFormOfASubfolderRefusesToLoosenTheSetting() throws Exception {
        set(team, JobsMayManage.OWN_KEYS);

        String answer = submit(inner, "all keys, including those of other jobs");

        assertThat(answer, containsString("the keys that they created"));
        assertThat(answer, containsString("a folder can only tighten the settings of the folder above it"));
        assertThat(inner.getProperties().getAll(FalKeysFolderProperty.class), empty());
        submit(inner, "no keys");
        assertEquals(
                JobsMayManage.NO_KEYS,
                inner.getProperties().get(FalKeysFolderProperty.class).getJobsMayManage());
    }

    private void choose(String what) throws Exception {
        submit(team, what);
    }

    private String submit(Folder folder, String what) throws Exception {
        HtmlForm form = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .getPage(folder, "configure")
                .getFormByName("config");
        form.getSelectByName("jobsMayManage").getOptionByText(what).setSelected(true);
        return jenkins.submit(form).getWebResponse().getContentAsString();
    }
}
