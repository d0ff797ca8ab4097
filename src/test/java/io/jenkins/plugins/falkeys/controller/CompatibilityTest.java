package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.diagnosis.OldDataMonitor;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.SavedVersions;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.ledger.SavedRecords;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.LogRecorder;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Everything that earlier versions left in JENKINS_HOME is loaded. {@code -Dcompatibility.write=VERSION} saves what
 * this version leaves there.
 */
class CompatibilityTest {

    private static final String WRITE = "compatibility.write";

    /** Each stub creates the same key IDs, but the one used after loading must not create those of saved keys. */
    private static final int OTHER_KEYS = 100;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    private final FalApiStub fal = new FalApiStub();

    private static Stream<Path> versions() throws Exception {
        return SavedVersions.all();
    }

    @BeforeEach
    void setUp() throws Exception {
        fal.start();
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    /**
     * The plugin considers the loaded home a copy of a controller, and changes no key until an administrator takes
     * over.
     */
    @ParameterizedTest
    @MethodSource("versions")
    @DisabledIfSystemProperty(named = WRITE, matches = ".*")
    void everythingIsLoaded(Path version) throws Throwable {
        SavedHome.restore(version, sessions.getHome().toPath(), fal);
        try (LogRecorder log = new LogRecorder().record("", Level.WARNING).capture(1000)) {
            sessions.then(jenkins -> {
                new SavedController(jenkins, fal).check();
                checkLedger();
                KeyRecord inBlock = keyInBlock();
                assertThat(fal.calls(), empty());
                FalKeys.get().takeLedgerOver();
                ExtensionList.lookupSingleton(Reaper.class).execute(TaskListener.NULL);
                continueBuild(jenkins, inBlock);
                assertThat(
                        ExtensionList.lookupSingleton(OldDataMonitor.class)
                                .getData()
                                .keySet(),
                        empty());
            });
            assertThat(log.getMessages(), empty());
        }
    }

    private static void checkLedger() throws Exception {
        for (int i = 0; i < 100 && !FalKeys.get().keys().records().isLoaded(); i++) {
            Thread.sleep(100);
        }
        SavedRecords.assertRead(FalKeys.get().keys().records().all());
        assertThat(
                FalKeys.get().differencesFromOwner(),
                contains(
                        startsWith("JENKINS_HOME " + SavedHome.ORIGINAL + ", now "),
                        startsWith("Jenkins URL https://jenkins.example/, now ")));
        assertTrue(FalKeys.get()
                .keys()
                .records()
                .costs(SavedRecords.DAY, SavedRecords.DAY)
                .costs()
                .containsAll(SavedRecords.costs()));
    }

    private static KeyRecord keyInBlock() throws Exception {
        WorkflowRun run = SavedController.buildInBlock();
        List<KeyRecord> records = FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.origin().isOf(run.getExternalizableId(), run.getTimeInMillis()))
                .toList();
        assertThat(records.stream().map(KeyRecord::expiresAfterDays).toList(), containsInAnyOrder(90, null));
        KeyRecord inBlock = records.stream()
                .filter(keyRecord -> keyRecord.kind() == KeyRecord.Kind.BUILD)
                .findFirst()
                .orElseThrow();
        assertEquals(KeyState.ACTIVE, inBlock.state());
        assertEquals(0, inBlock.limit().amount().compareTo(new BigDecimal("5")));
        return inBlock;
    }

    private void continueBuild(JenkinsRule jenkins, KeyRecord inBlock) throws Exception {
        WorkflowRun run = SavedController.buildInBlock();
        assertTrue(run.isBuilding());
        run.setDescription(SavedController.GO_ON);
        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(run));
        jenkins.assertLogContains("key **** is " + inBlock.keyId(), run);
        jenkins.assertLogContains("Deleting fal API key " + inBlock.keyId(), run);
        jenkins.assertLogContains("created fal-ci-team-of-the-job", run);
        for (int i = 0; i < 300 && state(inBlock) != KeyState.DELETED; i++) {
            Thread.sleep(100);
        }
        assertEquals(
                KeyState.DELETED,
                state(inBlock),
                () -> FalKeys.get().keys().records().all() + " " + fal.calls());
        assertThat(fal.calls(), hasItem("DELETE /keys/" + inBlock.keyId()));
    }

    private static KeyState state(KeyRecord keyRecord) {
        return FalKeys.get().keys().records().all().stream()
                .filter(current -> current.id().equals(keyRecord.id()))
                .map(KeyRecord::state)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @EnabledIfSystemProperty(named = WRITE, matches = ".+")
    void write() throws Throwable {
        for (int i = 0; i < OTHER_KEYS; i++) {
            fal.addKey(FalApiStub.ADMIN_KEY, "of somebody else");
        }
        sessions.then(jenkins -> new SavedController(jenkins, fal).setUp());
        SavedRecords.write(sessions.getHome().toPath().resolve("fal-keys"));
        SavedHome.save(sessions.getHome().toPath(), System.getProperty(WRITE), fal);
    }
}
