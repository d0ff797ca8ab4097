package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Run;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * Kills a controller that runs in its own process while builds are at each boundary of minting, rotating and revoking a
 * key, and starts it again. In the end, fal has exactly the keys of live credentials, and those that a record names as
 * candidates.
 *
 * <p>One round, unless {@code -Dkill.rounds=5} says otherwise.
 */
class KillAtBoundariesTest {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 1);

    private static final String ADMIN = "admin-";
    private static final String CREATE =
            "falCreateKey(alias: env.JOB_NAME, credentialsId: env.JOB_NAME, adminCredentialsId: 'admin-' + env.JOB_NAME)";
    private static final String BLOCK =
            "withFalKey(adminCredentialsId: 'admin-' + env.JOB_NAME) { echo 'in the block' }";
    private static final String ROTATE = CREATE
            + "\nfalRotateKey(credentialsId: env.JOB_NAME, graceMinutes: 0, adminCredentialsId: 'admin-' + env.JOB_NAME)"
            + "\nsleep 5";
    private static final String DELETE = CREATE + "\nfalDeleteKey(credentialsId: env.JOB_NAME)";
    private static final String BIND =
            "withCredentials([string(credentialsId: 'build-' + env.JOB_NAME, variable: 'FAL_KEY')]) { echo 'bound' }";
    private static final String FREESTYLE = "freestyle";

    /**
     * The boundaries by script: all points between two durable changes. A record is written as CREATING before fal is
     * called, and again when fal has responded; the record of a block's key becomes ACTIVE instead.
     */
    private static final Map<String, List<String>> BOUNDARIES = Map.of(
            CREATE,
            List.of(
                    "before ledger CREATING 1",
                    "after ledger CREATING 1",
                    "after POST 1",
                    "before ledger CREATING 2",
                    "after ledger CREATING 2",
                    "before store adds 1",
                    "after store adds 1",
                    "before ledger ACTIVE 1",
                    "after ledger ACTIVE 1"),
            BLOCK,
            List.of(
                    "before ledger CREATING 1",
                    "after ledger CREATING 1",
                    "before POST 1",
                    "after POST 1",
                    "before ledger ACTIVE 1",
                    "after ledger ACTIVE 1",
                    "before ledger DELETING 1",
                    "after ledger DELETING 1",
                    "before DELETE 1",
                    "after DELETE 1",
                    "after ledger DELETED 1"),
            BIND,
            List.of(
                    "before ledger CREATING 1",
                    "after ledger CREATING 1",
                    "before POST 1",
                    "after POST 1",
                    "before ledger ACTIVE 1",
                    "after ledger ACTIVE 1",
                    "before ledger DELETING 1",
                    "after ledger DELETING 1",
                    "before DELETE 1",
                    "after DELETE 1",
                    "after ledger DELETED 1"),
            ROTATE,
            List.of(
                    "before ledger CREATING 3",
                    "after ledger CREATING 3",
                    "after POST 2",
                    "after ledger CREATING 4",
                    "before store updates 1",
                    "after store updates 1",
                    "before ledger ACTIVE 2",
                    "after ledger ACTIVE 2",
                    "before ledger DELETING 1",
                    "after ledger DELETING 1",
                    "before DELETE 1",
                    "after DELETE 1",
                    "after ledger DELETED 1"),
            DELETE,
            List.of(
                    "before ledger DELETING 1",
                    "after ledger DELETING 1",
                    "before store removes 1",
                    "after store removes 1",
                    "before DELETE 1",
                    "after DELETE 1",
                    "after ledger DELETED 1"),
            FREESTYLE,
            List.of(
                    "before ledger CREATING 1",
                    "after ledger CREATING 1",
                    "after POST 1",
                    "after ledger ACTIVE 1",
                    "before ledger DELETING 1",
                    "after ledger DELETING 1",
                    "before DELETE 1",
                    "after DELETE 1"));

    @RegisterExtension
    private final RealJenkinsExtension controller = new RealJenkinsExtension().withTimeout(1200 * ROUNDS);

    private final FalApiStub fal = new FalApiStub();

    /** The final state of a restarted controller. */
    private record Found(List<String> records, Map<String, String> credentials) implements Serializable {}

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void falHasExactlyTheKeysOfLiveCredentials() throws Throwable {
        fal.start();
        controller.startJenkins();
        controller.runRemotely(KillAtBoundariesTest::configure, fal.url());
        for (int round = 1; round <= ROUNDS; round++) {
            LinkedHashMap<String, String> boundaries = new LinkedHashMap<>();
            LinkedHashMap<String, String> scripts = new LinkedHashMap<>();
            for (Map.Entry<String, List<String>> script : BOUNDARIES.entrySet()) {
                for (String boundary : script.getValue()) {
                    String job = "round-" + round + "-job-" + scripts.size();
                    scripts.put(job, script.getKey());
                    boundaries.put(job, boundary);
                    fal.addAccount(adminKey(job));
                }
            }
            controller.runRemotely(KillAtBoundariesTest::begin, scripts, boundaries);
            for (int i = 0; controller.isAlive(); i++) {
                assertTrue(i < 3000, "a build has not reached its boundary for five minutes");
                Thread.sleep(100);
            }
            controller.stopJenkinsForcibly();
            controller.startJenkins();
            assertEquals(
                    new TreeSet<>(boundaries.keySet()),
                    new TreeSet<>(controller.runRemotely(KillAtBoundariesTest::reachedBoundaries)),
                    "not every build was at its boundary when the controller was killed");
            check(controller.runRemotely(KillAtBoundariesTest::settle, new ArrayList<>(scripts.keySet())), boundaries);
            System.out.println("Round " + round + ": killed at " + boundaries.size() + " boundaries");
        }
    }

    /** Each job has its own account, so that jobs that are stuck do not hold up the others. */
    private static String adminKey(String job) {
        return ADMIN + job + ":" + "ad31".repeat(8);
    }

    private static void configure(JenkinsRule jenkins, String apiUrl) throws Exception {
        Controllers.use(apiUrl);
        jenkins.jenkins.setNumExecutors(20);
        FalKeysConfiguration.get().save();
    }

    private static void begin(
            JenkinsRule jenkins, LinkedHashMap<String, String> scripts, LinkedHashMap<String, String> boundaries)
            throws Exception {
        ExtensionList<FalKeys> engines = jenkins.jenkins.getExtensionList(FalKeys.class);
        FalKeys usual = FalKeys.get();
        ParkingFalKeys parking = new ParkingFalKeys(usual, boundaries);
        engines.remove(usual);
        engines.add(parking);
        for (Map.Entry<String, String> script : scripts.entrySet()) {
            String admin = ADMIN + script.getKey();
            Controllers.rootStore()
                    .addCredentials(
                            Domain.global(),
                            Controllers.secretText(CredentialsScope.GLOBAL, admin, adminKey(script.getKey())));
            FalBuildKeyCredentials ofBuilds =
                    new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "build-" + script.getKey(), null);
            ofBuilds.setAdminCredentialsId(admin);
            Controllers.rootStore().addCredentials(Domain.global(), ofBuilds);
            if (script.getValue().equals(FREESTYLE)) {
                FreeStyleProject job = jenkins.createProject(FreeStyleProject.class, script.getKey());
                FalKeyBuildWrapper wrapper = new FalKeyBuildWrapper();
                wrapper.setAdminCredentialsId(admin);
                job.getBuildWrappersList().add(wrapper);
                job.getBuildersList().add(new Shell("echo in the build"));
                job.scheduleBuild2(0).waitForStart();
            } else {
                WorkflowJob job = jenkins.createProject(WorkflowJob.class, script.getKey());
                Controllers.script(job, script.getValue());
                job.scheduleBuild2(0).waitForStart();
            }
        }
        Path arrived = jenkins.jenkins.getRootDir().toPath().resolve("arrived");
        new Thread(() -> {
                    try {
                        for (int i = 0; i < 3000 && parking.parked().size() < scripts.size(); i++) {
                            Thread.sleep(100);
                        }
                        Files.write(arrived, parking.parked());
                    } catch (Exception e) {
                        e.printStackTrace();
                    }
                    Runtime.getRuntime().halt(137);
                })
                .start();
    }

    private static ArrayList<String> reachedBoundaries(JenkinsRule jenkins) throws Exception {
        return new ArrayList<>(
                Files.readAllLines(jenkins.jenkins.getRootDir().toPath().resolve("arrived")));
    }

    private static Found settle(JenkinsRule jenkins, ArrayList<String> jobs) throws Exception {
        for (String name : jobs) {
            Job<?, ?> job = jenkins.jenkins.getItemByFullName(name, Job.class);
            Run<?, ?> run = job.getBuildByNumber(1);
            for (int i = 0; run != null && run.isBuilding() && i < 600; i++) {
                Thread.sleep(100);
            }
            if (run instanceof WorkflowRun stuck && stuck.isBuilding()) {
                stuck.doKill(); // Pipeline may not resume a step that was just starting
            }
        }
        for (int i = 0; i < 600 && isUnsettled(); i++) {
            FalKeys.get().keys().upkeep().sweep().get();
            Thread.sleep(100);
        }
        Map<String, String> credentials = new HashMap<>();
        ArrayList<String> records = new ArrayList<>();
        for (KeyRecord keyRecord : Records.onDisk()) {
            records.add(keyRecord.toString());
            if (keyRecord.target() != null) {
                Controllers.secret(Controllers.rootStore(), keyRecord.target().credentialsId())
                        .ifPresent(secret -> credentials.put(keyRecord.target().credentialsId(), secret));
            }
        }
        return new Found(records, credentials);
    }

    private static boolean isUnsettled() throws Exception {
        return Records.onDisk().stream()
                .anyMatch(keyRecord -> keyRecord.state() == KeyState.CREATING
                        || keyRecord.state() == KeyState.DELETING
                        || keyRecord.state() == KeyState.ACTIVE && keyRecord.target() == null);
    }

    private void check(Found found, Map<String, String> boundaries) {
        List<String> violations = new ArrayList<>();
        found.credentials().forEach((id, secret) -> {
            if (!fal.works(secret)) {
                violations.add("the credential " + id + " does not work");
            }
        });
        for (FalApiStub.Key key : fal.keys()) {
            boolean held = found.credentials().containsValue(key.value());
            boolean recorded = found.records().stream().anyMatch(line -> line.contains("keyId=" + key.id() + ","));
            boolean candidate = found.records().stream()
                    .anyMatch(line -> line.contains("state=UNRESOLVED") && line.contains("keyId=" + key.id() + ","));
            if (!(held && recorded) && !candidate) {
                violations.add("no record has the live key " + key.id() + " '" + key.alias() + "'");
            }
        }
        found.records().stream()
                .filter(line -> line.contains("state=CREATING") || line.contains("state=DELETING"))
                .forEach(line -> violations.add("unsettled: " + line));
        assertEquals(List.of(), violations, () -> boundaries + "\n" + String.join("\n", found.records()));
    }
}
