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
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A key belongs to the job that minted it, or to the project that generated the job, whatever happens to either. */
@WithJenkins
class OwnersTest {

    private static final String KEEP = "echo \"keyId: ${falCreateKey(alias: 'Render farm', ifExists: 'keep').keyId}\"";

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private Folder team;

    @TempDir
    Path temporary;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        team = Controllers.create(jenkins.jenkins, Folder.class, "team");
    }

    @AfterEach
    void tearDown() {
        FixedHeadsSource.NAMES.clear();
        fal.close();
    }

    private WorkflowJob job(hudson.model.ItemGroup<?> group, String name, String script) throws Exception {
        WorkflowJob job =
                Controllers.create((jenkins.model.ModifiableTopLevelItemGroup) group, WorkflowJob.class, name);
        Controllers.script(job, script);
        return job;
    }

    private String run(WorkflowJob job, Result result) throws Exception {
        Run<?, ?> run = jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
        jenkins.assertBuildStatus(result, run);
        String log = JenkinsRule.getLog(run);
        assertThat(log, not(containsString("\tat ")));
        return log;
    }

    private WorkflowMultiBranchProject project(String script, String... heads) throws Exception {
        FixedHeadsSource.NAMES.addAll(List.of(heads));
        WorkflowMultiBranchProject project = Controllers.create(team, WorkflowMultiBranchProject.class, "project");
        project.getSourcesList().add(new BranchSource(new FixedHeadsSource()));
        project.setProjectFactory(FixedHeadsSource.running(script));
        index(project);
        return project;
    }

    private void index(WorkflowMultiBranchProject project) throws Exception {
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
    }

    private String log(WorkflowMultiBranchProject project, String branch) throws Exception {
        return JenkinsRule.getLog(project.getItem(branch).getLastBuild());
    }

    private static List<KeyRecord> active() {
        return FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
    }

    private void awaitLiveKeys(int count) throws Exception {
        for (int i = 0; i < 200 && fal.keys().size() != count; i++) {
            Thread.sleep(50);
        }
        assertThat(fal.keys(), hasSize(count));
    }

    @Test
    void branchesShareTheKeyOfTheirProject() throws Exception {
        GitRepository repository = new GitRepository(temporary.resolve("repository"), KEEP);
        repository.createBranch("feature");
        GitSCMSource source = new GitSCMSource(repository.url());
        source.setTraits(List.of(new BranchDiscoveryTrait()));
        hudson.plugins.git.GitSCM.ALLOW_LOCAL_CHECKOUT = true;
        WorkflowMultiBranchProject project = Controllers.create(team, WorkflowMultiBranchProject.class, "project");
        project.getSourcesList().add(new BranchSource(source));

        index(project);

        assertEquals(Result.SUCCESS, project.getItem("main").getLastBuild().getResult(), log(project, "main"));
        assertEquals(Result.SUCCESS, project.getItem("feature").getLastBuild().getResult(), log(project, "feature"));
        assertThat(fal.keys(), hasSize(1));
        assertEquals("team/project", active().get(0).owner().name());

        project.getItem("main").delete();
        run(project.getItem("feature"), Result.SUCCESS);
        assertThat(fal.keys(), hasSize(1));
        assertTrue(FalKeys.get().keys().records().hasOwner(active().get(0)));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void aChangeRequestKeepsTheProjectsKeyAndCannotRevokeIt() throws Exception {
        WorkflowMultiBranchProject project = project(KEEP, "main");
        String keyId = active().get(0).keyId();
        project.setProjectFactory(FixedHeadsSource.running(KEEP + "\necho \"listed: ${falListKeys().size()}\""));
        FixedHeadsSource.NAMES.add("PR-7");
        index(project);
        assertThat(log(project, "PR-7"), containsString("keyId: " + keyId));
        assertThat(log(project, "PR-7"), containsString("listed: 1"));

        for (String attack : List.of(
                "falDeleteKey(credentialsId: 'fal-render-farm', failIfMissing: true)",
                "falDeleteKey(keyId: '" + keyId + "', failIfMissing: true)",
                "falRotateKey(credentialsId: 'fal-render-farm')",
                "falCreateKey(alias: 'Render farm', ifExists: 'rotate')")) {
            WorkflowJob request = project.getItem("PR-7");
            Controllers.script(request, attack);
            assertThat(run(request, Result.FAILURE), containsString("belongs to the project"));
        }
        assertEquals(keyId, active().get(0).keyId());
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void aChangeRequestCanDeleteAKeyThatItMinted() throws Exception {
        WorkflowMultiBranchProject project = project(
                "falCreateKey(alias: 'Preview')\nfalDeleteKey(credentialsId: 'fal-preview', failIfMissing: true)",
                "PR-8");

        assertEquals(Result.SUCCESS, project.getItem("PR-8").getLastBuild().getResult(), log(project, "PR-8"));
        awaitLiveKeys(0);
    }

    /** Running builds may still use it. */
    @Test
    @Evidence(Attack.OWNERS)
    void aChangeRequestDoesNotRevokeTheProjectsKeyWhoseCredentialVanished() throws Exception {
        WorkflowMultiBranchProject project = project(KEEP, "main");
        String keyId = active().get(0).keyId();
        var store = Controllers.folderStore(team);
        store.removeCredentials(
                Domain.global(),
                Controllers.credential(store, "fal-render-farm").orElseThrow());

        FixedHeadsSource.NAMES.add("PR-7");
        index(project);

        assertThat(log(project, "PR-7"), containsString("Created fal API key"));
        assertEquals(keyId, active().get(0).keyId());
        assertThat(fal.keys(), hasSize(2));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void aNewFolderWithTheSameNameDoesNotShareTheOldFoldersKeys() throws Exception {
        FalKeysConfiguration.get().setJobsMayManage(JobsMayManage.ALL_KEYS);
        run(job(team, "job", "falCreateKey(alias: 'Render farm')"), Result.SUCCESS);
        String keyId = active().get(0).keyId();
        team.delete();
        team = Controllers.create(jenkins.jenkins, Folder.class, "team");

        String log = run(
                job(team, "other", "echo \"listed: ${falListKeys().size()}\"\nfalDeleteKey(keyId: '" + keyId + "')"),
                Result.SUCCESS);

        assertThat(log, containsString("listed: 0"));
        assertThat(log, containsString("this job has no such key"));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void aNewOwnerDoesNotGetThePreviousOwnersKeys() throws Exception {
        WorkflowJob first = job(team, "job", "falCreateKey(alias: 'Render farm')");
        run(first, Result.SUCCESS);
        String page = "manage/fal-keys/?owner=team/job";
        assertThat(jenkins.createWebClient().goTo(page).asNormalizedText(), containsString("Render farm"));
        first.delete();
        job(team, "job", "");

        assertThat(jenkins.createWebClient().goTo(page).asNormalizedText(), not(containsString("Render farm")));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void aNewJobWithTheSameNameInheritsNothing() throws Exception {
        WorkflowJob first = job(team, "job", "falCreateKey(alias: 'Render farm')");
        run(first, Result.SUCCESS);
        first.delete();

        WorkflowJob second = job(
                team,
                "job",
                "echo \"listed: ${falListKeys().size()}\"\n"
                        + "falDeleteKey(credentialsId: 'fal-render-farm')\n"
                        + "falRotateKey(credentialsId: 'fal-render-farm')");
        String log = run(second, Result.FAILURE);

        assertThat(log, containsString("listed: 0"));
        assertThat(log, containsString("this job has no such key"));
        assertThat(fal.keys(), hasSize(1));
        assertFalse(FalKeys.get().keys().records().hasOwner(active().get(0)));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void aJobRenamedToAnOldNameInheritsNothing() throws Exception {
        WorkflowJob first = job(team, "job", "falCreateKey(alias: 'Render farm')");
        run(first, Result.SUCCESS);
        first.delete();
        WorkflowJob other = job(team, "other", "echo \"listed: ${falListKeys().size()}\"");
        other.renameTo("job");

        assertThat(run(other, Result.SUCCESS), containsString("listed: 0"));
    }

    @Test
    void anOwnerIsRecognizedAfterARenameAndAMove() throws Exception {
        WorkflowJob job = job(team, "job", KEEP);
        String first = run(job, Result.SUCCESS);
        job.renameTo("renamed");
        String second = run(job, Result.SUCCESS);
        assertThat(fal.keys(), hasSize(1));
        assertThat(second, containsString("Kept"));
        assertThat(first, containsString("Created"));

        Folder other = Controllers.create(jenkins.jenkins, Folder.class, "other");
        Items.move(job, other);
        String third = run(job, Result.SUCCESS);

        // its folder is another one now, and therefore also the place of its key: the first one is named
        assertThat(
                third,
                containsString("This job also has the key " + active().get(0).keyId()));
        assertThat(third, containsString("in folder 'team'"));
        assertTrue(active().stream()
                .allMatch(keyRecord -> FalKeys.get().keys().records().hasOwner(keyRecord)));
    }

    @Test
    void anOwnerWhoseFileCannotBeReadForAWhileKeepsItsKeys() throws Exception {
        WorkflowJob job = job(team, "job", KEEP);
        run(job, Result.SUCCESS);
        Path file = job.getRootDir().toPath().resolve("fal-keys-owner");
        byte[] id = Files.readAllBytes(file);

        Files.write(file, new byte[] {(byte) 0xff});
        assertThat(
                run(job, Result.FAILURE),
                containsString("the file fal-keys-owner in the directory of team/job, which identifies its keys, cannot"
                        + " be read or written"));

        Files.write(file, id);
        assertThat(run(job, Result.SUCCESS), containsString("Kept"));
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void theKeyOfAVanishedCredentialIsRevokedWhenItIsMintedAgain() throws Exception {
        WorkflowJob job = job(team, "job", KEEP);
        run(job, Result.SUCCESS);
        String vanished = active().get(0).keyId();
        var store = Controllers.folderStore(team);
        store.removeCredentials(
                Domain.global(),
                Controllers.credential(store, "fal-render-farm").orElseThrow());

        String log = run(job, Result.SUCCESS);

        assertThat(
                log,
                containsString(
                        "It replaces the key " + vanished + ", whose credential had vanished. That key is being"));
        awaitLiveKeys(1);
        assertThat(active(), hasSize(1));
    }

    @Test
    void anAdministratorCanGiveAKeyToAnotherOwner() throws Exception {
        WorkflowJob first = job(team, "first", "falCreateKey(alias: 'Render farm')");
        run(first, Result.SUCCESS);
        first.delete();
        WorkflowJob heir = job(team, "heir", "falDeleteKey(credentialsId: 'fal-render-farm', failIfMissing: true)");
        var page = jenkins.createWebClient().goTo("manage/fal-keys/?ownerless=true");
        assertThat(page.asNormalizedText(), containsString("Render farm"));

        var form = jenkins.createWebClient()
                .goTo("manage/fal-keys/key/" + active().get(0).id() + "/")
                .getFormByName("give");
        form.getInputByName("owner").setValue("team/heir");
        form.getElementsByTagName("button").get(0).click();

        run(heir, Result.SUCCESS);
        awaitLiveKeys(0);
        assertThat(active(), empty());
    }

    @Test
    void aBuildWithNothingToDeleteContinues() throws Exception {
        WorkflowJob job = job(team, "job", "try { echo 'skipped' } finally { falDeleteKey(credentialsId: 'fal-x') }");

        String log = run(job, Result.SUCCESS);

        assertThat(log, containsString("this job has no such key"));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void theKeysOfDeletedFoldersHaveNoOwner() throws Exception {
        WorkflowJob job = job(team, "job", "falCreateKey(alias: 'Render farm')");
        run(job, Result.SUCCESS);
        team.delete();
        team = Controllers.create(jenkins.jenkins, Folder.class, "team");
        WorkflowJob second = job(team, "job", "echo \"listed: ${falListKeys().size()}\"");

        assertThat(run(second, Result.SUCCESS), containsString("listed: 0"));
        assertThat(active(), hasSize(1));
        Item found = jenkins.jenkins.getItemByFullName("team/job");
        assertEquals(second, found);
        assertFalse(FalKeys.get().keys().records().hasOwner(active().get(0)));
    }
}
