package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.cli.CLICommandInvoker;
import hudson.model.Descriptor;
import hudson.model.Result;
import hudson.plugins.git.GitSCM;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.nio.file.Path;
import java.util.List;
import jenkins.branch.OrganizationFolder;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** In an organization folder, a key belongs to the repository's project, and not to a branch or to the organization. */
@WithJenkins
class OrganizationFolderTest {

    private static JenkinsRule jenkins;

    private final FalApiStub fal = new FalApiStub();

    @TempDir
    private Path temporary;

    @BeforeAll
    static void setUp(JenkinsRule rule) {
        jenkins = rule;
        ExtensionList.lookup(Descriptor.class).add(new LocalRepositories.DescriptorImpl());
        GitSCM.ALLOW_LOCAL_CHECKOUT = true;
    }

    @BeforeEach
    void start() throws Exception {
        Records.lose();
        Controllers.replaceEngine();
        Controllers.use(fal.start());
        repository("render").createBranch("feature");
        repository("train");
    }

    @AfterEach
    void stop() throws Exception {
        for (var item : jenkins.jenkins.getItems()) {
            item.delete();
        }
        LocalRepositories.ALL.clear();
        GitSCM.ALLOW_LOCAL_CHECKOUT = false;
        fal.close();
    }

    private GitRepository repository(String name) throws Exception {
        GitRepository repository = new GitRepository(
                temporary.resolve(name), "falCreateKey(alias: 'Key of " + name + "', ifExists: 'keep')");
        LocalRepositories.ALL.put(name, repository);
        return repository;
    }

    private static OrganizationFolder organization(ModifiableTopLevelItemGroup group) throws Exception {
        OrganizationFolder organization = Controllers.create(group, OrganizationFolder.class, "org");
        organization.getNavigators().add(new LocalRepositories());
        scan(organization);
        return organization;
    }

    private static void scan(OrganizationFolder organization) throws Exception {
        organization.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
    }

    private static WorkflowJob branch(String fullName) {
        return jenkins.jenkins.getItemByFullName(fullName, WorkflowJob.class);
    }

    private static void assertSuccess(WorkflowRun run) throws Exception {
        jenkins.assertBuildStatusSuccess(run);
    }

    private static List<String> owners() {
        return FalKeys.get().keys().records().all().stream()
                .map(keyRecord -> keyRecord.owner().name())
                .sorted()
                .toList();
    }

    @Test
    @Evidence(Attack.OWNERS)
    void theBranchesOfARepositoryShareTheKeyOfItsProject() throws Exception {
        organization(jenkins.createProject(Folder.class, "team"));

        for (String branch : List.of("render/main", "render/feature", "train/main")) {
            assertSuccess(branch("team/org/" + branch).getLastBuild());
        }
        assertThat(fal.created(), hasSize(2));
        assertEquals(List.of("team/org/render", "team/org/train"), owners());

        WorkflowJob attacker = branch("team/org/train/main");
        Controllers.script(attacker, "falDeleteKey(credentialsId: 'fal-key-of-render', failIfMissing: true)");
        jenkins.buildAndAssertStatus(Result.FAILURE, attacker);
        branch("team/org/render/main").delete();
        assertSuccess(jenkins.buildAndAssertSuccess(branch("team/org/render/feature")));
        assertThat(fal.keys(), hasSize(2));
        assertTrue(FalKeys.get().keys().records().all().stream()
                .allMatch(keyRecord -> FalKeys.get().keys().records().hasOwner(keyRecord)));
    }

    @Test
    void anOrganizationAtTheRootStoresItsKeysInTheRootStore() throws Exception {
        organization(jenkins.jenkins);

        assertSuccess(branch("org/render/main").getLastBuild());
        assertSuccess(branch("org/render/feature").getLastBuild());
        assertEquals(List.of("org/render", "org/train"), owners());
        assertTrue(
                Controllers.secret(Controllers.rootStore(), "fal-key-of-render").isPresent());
        for (String id : List.of("fal-key-of-render", "fal-key-of-train")) {
            Controllers.rootStore()
                    .removeCredentials(
                            Domain.global(),
                            Controllers.credential(Controllers.rootStore(), id).orElseThrow());
        }
    }

    /**
     * Jenkins creates another project for it, which inherits nothing through the organization: an administrator has to
     * give the key to it.
     */
    @Test
    void afterARenameAnAdministratorMustGiveTheKeyToTheRepository() throws Exception {
        OrganizationFolder organization = organization(jenkins.createProject(Folder.class, "team"));
        LocalRepositories.ALL.put("renderer", LocalRepositories.ALL.remove("render"));

        scan(organization);

        KeyRecord key = FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.alias().equals("Key of render"))
                .findFirst()
                .orElseThrow();
        assertFalse(FalKeys.get().keys().records().hasOwner(key));
        WorkflowJob renamed = branch("team/org/renderer/main");
        jenkins.assertBuildStatus(Result.FAILURE, renamed.getLastBuild());
        assertThat(JenkinsRule.getLog(renamed.getLastBuild()), containsString("fal-key-of-render"));

        // its projects own keys, not the organization
        assertThat(
                new CLICommandInvoker(jenkins, "fal-give-key").invokeWithArgs(key.keyId(), "team/org"),
                CLICommandInvoker.Matcher.failedWith(5));
        new CLICommandInvoker(jenkins, "fal-give-key").invokeWithArgs(key.keyId(), "team/org/renderer");

        jenkins.buildAndAssertSuccess(renamed);
        assertThat(fal.created(), hasSize(2));
    }
}
