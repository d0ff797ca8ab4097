package io.jenkins.plugins.falkeys.controller.faults;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.queue.QueueTaskFuture;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.controller.Controllers;
import io.jenkins.plugins.falkeys.engine.Comparison;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.test.steps.SemaphoreStep;
import org.jvnet.hudson.test.JenkinsRule;

/**
 * One operation during one fault, in its own folder and with its own admin key, and so in its own fal account.
 * Cells can therefore run in parallel.
 */
final class Cell {

    /** Far more than the wait budget and one call take, even on a slow machine. */
    private static final int MAX_SECONDS = 60;

    private static final String ADMIN_SECRET = "ad31".repeat(8);

    final Fault fault;
    final Operation operation;
    final String name;
    private final FalApiStub fal;
    private final KeyService keys = FalKeys.get().keys();
    private Folder folder;
    private List<FalApiStub.Key> prepared;
    private long postsBefore;
    private WorkflowRun running;
    private Future<?> end;
    private Run<?, ?> run;
    private String message = "";

    /**
     * @param number distinguishes it from all others
     */
    Cell(Fault fault, Operation operation, int number, FalApiStub fal) {
        this.fault = fault;
        this.operation = operation;
        this.name = "cell%04d".formatted(number);
        this.fal = fal;
    }

    private String adminKeyId() {
        return name + "-0000-4000-8000-000000000000";
    }

    private String adminKey() {
        return adminKeyId() + ":" + ADMIN_SECRET;
    }

    /** Sets up the cell before anything goes wrong. */
    void prepare() throws Exception {
        fal.addAccount(adminKey());
        folder = Controllers.create(Jenkins.get(), Folder.class, name);
        Controllers.folderStore(folder)
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.GLOBAL, Controllers.ADMIN_KEY, adminKey()));
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAdminCredentialsId(Controllers.ADMIN_KEY);
        folder.addProperty(property);
        if (operation == Operation.FREESTYLE) {
            Controllers.create(folder, FreeStyleProject.class, "job")
                    .getBuildersList()
                    .add(new FalKeyBuilder("Key of " + name, new VariableOutput("FAL_KEY")));
        } else if (operation == Operation.TEST_CONNECTION) {
            Controllers.rootStore()
                    .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.SYSTEM, name, adminKey()));
        } else {
            Controllers.create(folder, WorkflowJob.class, "job");
        }
        if (operation.preparation != null) {
            Controllers.script(pipeline(), operation.preparation.replace("NAME", name));
            running = pipeline().scheduleBuild2(0).waitForStart();
        }
    }

    /** Completes the preparation, and records the state before the fault. */
    void awaitPreparation() throws Exception {
        if (operation == Operation.BLOCK_END) {
            SemaphoreStep.waitForStart(name + "/1", running);
        } else if (running != null) {
            Matrix.await(() -> !running.isLogUpdated(), MAX_SECONDS);
        }
        prepared = live();
        postsBefore = posts();
        if (operation.preparation != null && prepared.size() != 1) {
            throw new AssertionError(name + " was not prepared: " + log(running));
        }
        if (fault.response() != null) {
            FalApiStub.Fault answer = FalApiStub.Fault.parse(fault.json(operation.method, adminKeyId()));
            if (fault.always()) {
                fal.always(answer);
            } else {
                fal.next(answer);
            }
        }
    }

    private WorkflowJob pipeline() {
        return (WorkflowJob) folder.getItem("job");
    }

    /**
     * Starts the operation.
     *
     * @param comparison the result that all comparisons share
     */
    void start(CompletableFuture<List<Comparison>> comparison) throws Exception {
        switch (operation) {
            case BLOCK_END -> SemaphoreStep.success(name + "/1", null);
            case FREESTYLE -> end = ((FreeStyleProject) folder.getItem("job")).scheduleBuild2(0);
            case COMPARE -> end = comparison.thenAccept(all -> message = compared(all));
            case TEST_CONNECTION -> end = CompletableFuture.runAsync(() -> message = connected());
            default -> {
                Controllers.script(pipeline(), operation.script.replace("NAME", name));
                end = pipeline().scheduleBuild2(0);
            }
        }
    }

    private String compared(List<Comparison> all) {
        Comparison mine = all.stream()
                .filter(comparison -> comparison.admin().context().equals(name))
                .findFirst()
                .orElseThrow();
        return mine.error() == null
                ? mine.onlyAtFal().size() + " only at fal, " + mine.onlyHere().size() + " only here"
                : mine.error();
    }

    private String connected() {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        String html =
                configuration.doTestConnection(name, configuration.getApiUrl()).getMessage();
        return html.replace("&#039;", "'");
    }

    /** Waits for the end of the operation. */
    void awaitEnd() throws Exception {
        if (operation == Operation.BLOCK_END) {
            Matrix.await(() -> !running.isLogUpdated(), MAX_SECONDS);
            run = running;
        } else if (end instanceof QueueTaskFuture<?> build) {
            try {
                run = (Run<?, ?>) build.get(MAX_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                Run<?, ?> stuck = ((Job<?, ?>) folder.getItem("job")).getLastBuild();
                throw new AssertionError(this + " is stuck: " + log(stuck) + records(), e);
            }
        } else {
            end.get(MAX_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** Whether a key of this cell is still being deleted. */
    boolean isDeleting() {
        return records().stream().anyMatch(Outcome::isBeingDeleted);
    }

    Outcome outcome() throws Exception {
        return new Outcome(this);
    }

    /** The run during the fault; null if the operation is not a run. */
    @CheckForNull
    Run<?, ?> run() {
        return run;
    }

    /** Everything that the user reads. */
    String text() throws Exception {
        return run == null ? message : log(run);
    }

    private static String log(Run<?, ?> run) throws Exception {
        return JenkinsRule.getLog(run);
    }

    /** The number of keys requested from fal since the fault began. */
    long postsSince() {
        return posts() - postsBefore;
    }

    private long posts() {
        return fal.requests().stream()
                .filter(request -> request.getMethod().equals("POST"))
                .filter(request ->
                        ("Key " + adminKey()).equals(request.getHeaders().get("Authorization")))
                .count();
    }

    /** The live keys of its account. */
    List<FalApiStub.Key> live() {
        return fal.keys().stream().filter(key -> key.alias().contains(name)).toList();
    }

    /** The number of keys that fal has created since the fault began, live or not. */
    long created() {
        return fal.created().stream().filter(key -> key.alias().contains(name)).count() - prepared.size();
    }

    boolean isPrepared(FalApiStub.Key key) {
        return prepared.contains(key);
    }

    List<KeyRecord> records() {
        return keys.records().all().stream()
                .filter(keyRecord -> keyRecord.origin().job().equals(name + "/job"))
                .toList();
    }

    /** The key in the credential; empty if there is none. */
    Optional<String> stored() {
        return Controllers.secret(Controllers.folderStore(folder), "fal-key");
    }

    @Override
    public String toString() {
        return name + " (" + operation.title + ", " + fault.title() + ")";
    }
}
