package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.ExtensionList;
import hudson.model.Result;
import hudson.security.ACL;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.ItemOwners;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.port.CostHistory;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.Fal;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.port.LedgerOwner;
import io.jenkins.plugins.falkeys.engine.port.Meters;
import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Runs;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The CPS VM thread of a Pipeline does no I/O, and never waits for a thread that does. */
@WithJenkins
class CpsThreadTest {

    private static final int BRANCHES = 50;

    /** Calls that access only memory. */
    private static final Set<String> QUICK = Set.of(
            "Ledger.loaded",
            "Ledger.get",
            "Ledger.latest",
            "Ledger.ofRun",
            "Ledger.ofOwner",
            "Ledger.ofCredential",
            "Ledger.ofCredentialsId",
            "Ledger.ofItem",
            "Ledger.ofKey",
            "Ledger.inState");

    private final FalApiStub fal = new FalApiStub();
    private final Collection<String> seen = new ConcurrentSkipListSet<>();
    private final Collection<String> violations = new ConcurrentSkipListSet<>();
    private final Thread lockWatcher = new Thread(this::watchLocks);
    private JenkinsRule jenkins;
    private WorkflowJob job;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        FalKeysConfiguration.get().setWaitBudgetSeconds(600);
        job = jenkins.createProject(WorkflowJob.class, "job");
        ExtensionList<FalKeys> engines = jenkins.jenkins.getExtensionList(FalKeys.class);
        FalKeys usual = FalKeys.get();
        FalKeys watched = new WatchedFalKeys(usual, watchedEngine());
        engines.remove(usual);
        engines.add(watched);
        lockWatcher.start();
    }

    @AfterEach
    void tearDown() throws Exception {
        lockWatcher.interrupt();
        lockWatcher.join();
        fal.close();
    }

    private static final class WatchedFalKeys extends ForwardingFalKeys {

        private final KeyService keys;

        WatchedFalKeys(FalKeys usual, KeyService keys) {
            super(usual);
            this.keys = keys;
        }

        @Override
        public KeyService keys() {
            return keys;
        }
    }

    private KeyService watchedEngine() {
        FileLedger ledger = new FileLedger(Jenkins.get().getRootDir().toPath().resolve("watched"), new AtomicFiles());
        ledger.load(keyRecord -> false);
        ExecutorService pool = new ImpersonatingExecutorService(Executors.newFixedThreadPool(8), ACL.SYSTEM2);
        FalApi api = new FalApi(
                ProxiedHttpClient::get,
                () -> URI.create(FalKeysConfiguration.get().getApiUrl()));
        Ports ports = new Ports(
                watched(Fal.class, new PooledFal(api, pool, Meters.NONE)),
                watched(AdminKeys.class, new AdminKeyLookup()),
                watched(StoreAccess.class, new StorePolicy()),
                watched(CredentialStores.class, new SecretTextStores()),
                watched(Ledger.class, ledger),
                watched(
                        CostHistory.class,
                        new CostFiles(Jenkins.get().getRootDir().toPath().resolve("costs"), new AtomicFiles())),
                watched(LedgerOwner.class, () -> {}),
                watched(Runs.class, new BuildRuns()),
                watched(Owners.class, new ItemOwners()),
                FalKeysConfiguration.get(),
                Clock.systemUTC(),
                new JenkinsTimer(),
                Meters.NONE,
                new SecureRandom());
        return new KeyService(ports, origin -> pool, pool);
    }

    /** Reports calls on the CPS VM thread, except for quick ones. */
    private <T> T watched(Class<T> type, T port) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String call = type.getSimpleName() + "." + method.getName();
                    seen.add(call);
                    if (isOfPipeline(Thread.currentThread().getName()) && !QUICK.contains(call)) {
                        violations.add(call);
                    }
                    try {
                        return method.invoke(port, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    private static boolean isOfPipeline(String thread) {
        return thread.startsWith("Running CpsFlowExecution");
    }

    /** Reports if the CPS VM thread waits for one of our locks twice in a row. */
    private void watchLocks() {
        Set<String> before = Set.of();
        try {
            while (true) {
                Set<String> now = blocked();
                before.stream().filter(now::contains).forEach(violations::add);
                before = now;
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            // the test has ended
        }
    }

    private static Set<String> blocked() {
        Set<String> blocked = new TreeSet<>();
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)) {
            if (isOfPipeline(thread.getThreadName()) && thread.getThreadState() != Thread.State.RUNNABLE) {
                Stream.of(thread.getStackTrace())
                        .filter(frame -> frame.getClassName().startsWith("io.jenkins.plugins.falkeys."))
                        .findFirst()
                        .ifPresent(frame -> blocked.add(thread.getThreadId() + " waits in " + frame));
            }
        }
        return blocked;
    }

    @Test
    void doesNoWorkOnTheCpsVmThread() throws Exception {
        Controllers.script(job, branches("""
                def key = falCreateKey(alias: name)
                withFalKey(maxCost: 5) { echo 'in the block' }
                falListKeys()
                falUsage()
                falRotateKey(credentialsId: key.credentialsId, graceMinutes: 0)
                falDeleteKey(credentialsId: key.credentialsId)
                """));

        jenkins.buildAndAssertSuccess(job);

        for (int i = 0; i < 300 && !fal.keys().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertEquals(List.of(), fal.keys());
        assertNoViolations();
        assertEquals(
                Set.of(),
                missing(
                        "Fal.create",
                        "Fal.delete",
                        "Ledger.add",
                        "Ledger.update",
                        "CredentialStores.add",
                        "CredentialStores.update",
                        "CredentialStores.remove",
                        "LedgerOwner.require",
                        "Owners.of"));
    }

    /** A request that waits for a rate limit or a lock is woken up by the abort, which happens on the CPS VM thread. */
    @Test
    void anAbortDoesNoWorkOnTheCpsVmThread() throws Exception {
        fal.always("{on: 'POST', status: 429, retryAfter: '300'}");
        Controllers.script(job, branches("""
                if (name.endsWith('0')) {
                    falCreateKey(alias: 'the same', ifExists: 'keep')
                } else {
                    withFalKey(alias: name) { echo 'in the block' }
                }
                """));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        jenkins.waitForMessage("fal is limiting the rate", run);

        run.getExecutor().interrupt();

        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(run));
        for (int i = 0; i < 100 && !FalKeys.get().keys().underWay().isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertEquals(Set.of(), FalKeys.get().keys().underWay());
        assertNoViolations();
        assertEquals(Set.of(), missing("Ledger.add", "Ledger.remove"));
    }

    private static String branches(String script) {
        return """
                def branches = [:]
                for (int i = 0; i < %d; i++) {
                    def name = 'Key ' + i
                    branches[name] = {
                        %s
                    }
                }
                parallel branches
                """.formatted(BRANCHES, script);
    }

    private void assertNoViolations() {
        assertEquals(List.of(), List.copyOf(violations), "on the CPS VM thread");
    }

    /** The calls that never happened, and so were not observed. */
    private Set<String> missing(String... calls) {
        Set<String> missing = new TreeSet<>(List.of(calls));
        missing.removeAll(seen);
        return missing;
    }
}
