package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.engine.managed.ManagedEntry;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import io.jenkins.plugins.falkeys.run.RunCosts;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** A controller that uses everything that the plugin saves. Sets one up, and checks that a loaded one is the same. */
final class SavedController {

    /** Waits until the description of its build is {@value #GO_ON}. */
    private static final String SCRIPT = """
            def created = falCreateKey(alias: 'ci-team-Of the job', expiresAfterDays: 90)
            withFalKey(maxCost: 5, keyIdVariable: 'FAL_KEY_ID') {
                waitUntil(initialRecurrencePeriod: 1000, quiet: true) { currentBuild.description == 'go on' }
                echo "key ${env.FAL_KEY} is ${env.FAL_KEY_ID}"
            }
            echo "created ${created.credentialsId}"
            """;

    static final String GO_ON = "go on";

    private final JenkinsRule jenkins;
    private final FalApiStub fal;

    SavedController(JenkinsRule jenkins, FalApiStub fal) {
        this.jenkins = jenkins;
        this.fal = fal;
    }

    /** The build whose block has a key. */
    static WorkflowRun buildInBlock() {
        return Jenkins.get()
                .getItemByFullName("team/pipeline", WorkflowJob.class)
                .getBuildByNumber(1);
    }

    void setUp() throws Exception {
        Controllers.use(fal);
        Controllers.rootStore()
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.SYSTEM, "fal-other", FalApiStub.ADMIN_KEY));
        Controllers.rootStore().addCredentials(Domain.global(), buildKey());
        Folder team = jenkins.createProject(Folder.class, "team");
        Controllers.folderStore(team)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.GLOBAL, "fal-team", FalApiStub.ADMIN_KEY));
        setUpFreestyle(team.createProject(FreeStyleProject.class, "freestyle"));
        buildWithCosts(team.createProject(WorkflowJob.class, "finished"));
        configure(FalKeysConfiguration.get());
        configure(team);
        startBlock(team.createProject(WorkflowJob.class, "pipeline"));
        manageKeys(team);
    }

    private static FalBuildKeyCredentials buildKey() {
        FalBuildKeyCredentials credentials =
                new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal-build-key", "for builds");
        credentials.setAdminCredentialsId("fal-other");
        credentials.setAliasPrefix("render-");
        credentials.setMaxCost("2.50");
        return credentials;
    }

    private static void setUpFreestyle(FreeStyleProject job) throws Exception {
        FalKeyBuildWrapper wrapper = new FalKeyBuildWrapper();
        wrapper.setAlias("ci-team-${BUILD_TAG}");
        wrapper.setVariable("KEY");
        wrapper.setKeyIdVariable("KEY_ID");
        wrapper.setKeySecretVariable("KEY_SECRET");
        wrapper.setAdminCredentialsId("fal-other");
        wrapper.setMaxCost("1.5");
        job.getBuildWrappersList().add(wrapper);
        SecretTextOutput text = new SecretTextOutput();
        text.setCredentialsId("fal-text");
        text.setDescription("for the team");
        text.setFolder("team");
        text.setIfExists("rotate");
        text.setExpiresAfterDays(30);
        FalKeyBuilder builder = new FalKeyBuilder("ci-team-Text", text);
        builder.setAdminCredentialsId("fal-other");
        job.getBuildersList().add(builder);
        VariableOutput variable = new VariableOutput("KEY");
        variable.setKeyIdVariable("KEY_ID");
        variable.setKeySecretVariable("KEY_SECRET");
        job.getBuildersList().add(new FalKeyBuilder("ci-team-Variable", variable));
        job.save();
    }

    private void buildWithCosts(WorkflowJob job) throws Exception {
        Controllers.script(job, "withFalKey { echo 'in the block' }");
        jenkins.buildAndAssertSuccess(job);
        String keyId = fal.created().get(fal.created().size() - 1).id();
        Instant time = Instant.now().minusMillis(2); // fal's requests end at a whole millisecond
        fal.addUsage(keyId, "fal-ai/flux/dev", "image", "3", null, "0.0750000000000000000001", "USD", time);
        CostUpdate.update().get(20, TimeUnit.SECONDS);
    }

    private static void configure(FalKeysConfiguration configuration) {
        configuration.setAllowedFolders(List.of("team", "other/inner"));
        configuration.setAllowRootStore(true);
        configuration.setCredentialsIdPrefix("fal-");
        configuration.setAliasPrefix("ci-");
        configuration.setJobsMayManage(JobsMayManage.ALL_KEYS);
        configuration.setConnectTimeoutSeconds(7);
        configuration.setReadTimeoutSeconds(8);
        configuration.setWaitBudgetSeconds(9);
        configuration.setBuildKeyMemoryDays(36_500); // so that no record is forgotten
        configuration.setStoredKeyMemoryDays(36_501);
        configuration.save();
    }

    private static void configure(Folder team) throws Exception {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAdminCredentialsId("fal-team");
        property.setAliasPrefix("ci-team-");
        property.setJobsMayManage(JobsMayManage.OWN_KEYS);
        team.addProperty(property);
    }

    private void startBlock(WorkflowJob job) throws Exception {
        Controllers.script(job, SCRIPT);
        jenkins.waitForMessage(
                "until the end of this block", job.scheduleBuild2(0).waitForStart());
    }

    /** Must be called last, since the reaper mints listed keys. */
    private static void manageKeys(Folder team) throws Exception {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setManagedKeys(
                List.of(managed("ci-team-Of the controller", "fal-listed-above", "team", "fal-other")));
        configuration.save();
        team.getProperties()
                .get(FalKeysFolderProperty.class)
                .setManagedKeys(List.of(managed("ci-team-Listed", "fal-listed", null, "fal-team")));
        team.save();
    }

    private static ManagedKey managed(String alias, String credentialsId, String folder, String adminKey) {
        ManagedKey key = new ManagedKey(alias);
        key.setCredentialsId(credentialsId);
        key.setDescription("for everybody");
        key.setFolder(folder);
        key.setRotateAfterDays(30);
        key.setGraceMinutes(5);
        key.setAdminCredentialsId(adminKey);
        return key;
    }

    void check() {
        checkConfiguration();
        checkFolder(Jenkins.get().getItemByFullName("team", Folder.class));
        checkBuildKey();
        checkFreestyle(Jenkins.get().getItemByFullName("team/freestyle", FreeStyleProject.class));
        checkCosts(Jenkins.get()
                .getItemByFullName("team/finished", WorkflowJob.class)
                .getBuildByNumber(1));
    }

    private void checkConfiguration() {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        assertEquals(Controllers.ADMIN_KEY, configuration.getAdminCredentialsId());
        assertEquals(
                FalApiStub.ADMIN_KEY,
                Controllers.secret(Controllers.rootStore(), Controllers.ADMIN_KEY)
                        .orElseThrow());
        assertEquals(fal.url(), configuration.getApiUrl());
        assertEquals(List.of("team", "other/inner"), configuration.getAllowedFolders());
        assertTrue(configuration.isAllowRootStore());
        assertEquals("fal-", configuration.getCredentialsIdPrefix());
        assertEquals("ci-", configuration.getAliasPrefix());
        assertEquals(JobsMayManage.ALL_KEYS, configuration.getJobsMayManage());
        assertTrue(configuration.isFoldersMayOverride());
        assertEquals(7, configuration.getConnectTimeoutSeconds());
        assertEquals(8, configuration.getReadTimeoutSeconds());
        assertEquals(9, configuration.getWaitBudgetSeconds());
        assertEquals(36_500, configuration.getBuildKeyMemoryDays());
        assertEquals(36_501, configuration.getStoredKeyMemoryDays());
        assertThat(
                configuration.getManagedKeys().stream()
                        .map(key -> key.entry(""))
                        .toList(),
                contains(entry("", "ci-team-Of the controller", "fal-listed-above", "fal-other")));
    }

    private static ManagedEntry entry(String place, String alias, String credentialsId, String adminKey) {
        return new ManagedEntry(place, alias, credentialsId, "for everybody", "team", 30, 5, adminKey);
    }

    private static void checkFolder(Folder team) {
        FalKeysFolderProperty property = team.getProperties().get(FalKeysFolderProperty.class);
        assertEquals("fal-team", property.getAdminCredentialsId());
        assertEquals("ci-team-", property.getAliasPrefix());
        assertEquals(JobsMayManage.OWN_KEYS, property.getJobsMayManage());
        assertThat(
                property.getManagedKeys().stream().map(key -> key.entry("team")).toList(),
                contains(entry("team", "ci-team-Listed", "fal-listed", "fal-team")));
    }

    private static void checkBuildKey() {
        FalBuildKeyCredentials credentials = (FalBuildKeyCredentials)
                Controllers.credential(Controllers.rootStore(), "fal-build-key").orElseThrow();
        assertEquals("for builds", credentials.getDescription());
        assertEquals("fal-other", credentials.getAdminCredentialsId());
        assertEquals("render-", credentials.getAliasPrefix());
        assertEquals("2.50", credentials.getMaxCost());
    }

    private static void checkFreestyle(FreeStyleProject job) {
        FalKeyBuildWrapper wrapper = job.getBuildWrappersList().get(FalKeyBuildWrapper.class);
        assertEquals("ci-team-${BUILD_TAG}", wrapper.getAlias());
        assertEquals("KEY", wrapper.getVariable());
        assertEquals("KEY_ID", wrapper.getKeyIdVariable());
        assertEquals("KEY_SECRET", wrapper.getKeySecretVariable());
        assertEquals("fal-other", wrapper.getAdminCredentialsId());
        assertEquals("1.5", wrapper.getMaxCost());
        List<FalKeyBuilder> builders = job.getBuildersList().getAll(FalKeyBuilder.class);
        assertEquals("ci-team-Text", builders.get(0).getAlias());
        assertEquals("fal-other", builders.get(0).getAdminCredentialsId());
        SecretTextOutput text =
                assertInstanceOf(SecretTextOutput.class, builders.get(0).getOutput());
        assertEquals("fal-text", text.getCredentialsId());
        assertEquals("for the team", text.getDescription());
        assertEquals("team", text.getFolder());
        assertEquals("rotate", text.getIfExists());
        assertEquals(30, text.getExpiresAfterDays());
        assertEquals("ci-team-Variable", builders.get(1).getAlias());
        VariableOutput variable =
                assertInstanceOf(VariableOutput.class, builders.get(1).getOutput());
        assertEquals("KEY", variable.getVariable());
        assertEquals("KEY_ID", variable.getKeyIdVariable());
        assertEquals("KEY_SECRET", variable.getKeySecretVariable());
    }

    private static void checkCosts(Run<?, ?> run) {
        RunCosts costs = run.getAction(RunCosts.class);
        assertFalse(costs.getAsOf().isEmpty());
        assertEquals(1, costs.getCosts().size());
        assertEquals("fal-ai/flux/dev", costs.getCosts().get(0).getModel());
        assertEquals("image", costs.getCosts().get(0).getUnit());
        assertEquals("3", costs.getCosts().get(0).getQuantity());
        assertEquals("0.0750000000000000000001", costs.getCosts().get(0).getCost());
        assertEquals("USD", costs.getCosts().get(0).getCurrency());
    }
}
