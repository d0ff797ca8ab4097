package io.jenkins.plugins.falkeys.controller;

import hudson.Extension;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.model.Result;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyItems;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.CostLimitReached;
import io.jenkins.plugins.falkeys.credentials.FormChecks;
import io.jenkins.plugins.falkeys.credentials.ItemOwners;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.JobCost;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.ledger.CostFiles;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** The engine of this controller. */
@Extension
public final class ControllerFalKeys extends FalKeys {

    private static final Logger LOGGER = Logger.getLogger(ControllerFalKeys.class.getName());

    /** More than an account that does not answer can take, see {@code Account}. */
    private static final int THREADS = 10;

    /** How long Jenkins, when it stops, waits for responses from fal that are still in flight. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final ExecutorService pool =
            Executors.newFixedThreadPool(THREADS, new NamingThreadFactory(new DaemonThreadFactory(), "fal-keys"));
    private final AdminKeyLookup adminKeys = new AdminKeyLookup();
    private final CopiedControllerCheck copyCheck = new CopiedControllerCheck();
    private volatile KeyService keys;

    /** Starts loading the records early, in the background, instead of when the first build or page needs them. */
    @Initializer(after = InitMilestone.SYSTEM_CONFIG_ADAPTED)
    public static void start() {
        FalKeys.get().keys();
    }

    /** Takes no lock once the engine has started, since the CPS VM thread of a Pipeline must not wait for one. */
    @Override
    public KeyService keys() {
        KeyService started = keys;
        return started == null ? startOnce() : started;
    }

    private synchronized KeyService startOnce() {
        if (keys == null) {
            Path folder = Jenkins.get().getRootDir().toPath().resolve("fal-keys");
            FileLedger ledger = new FileLedger(folder, new AtomicFiles());
            FalKeysConfiguration settings = FalKeysConfiguration.get();
            new DaemonThreadFactory()
                    .newThread(() ->
                            ledger.load(keyRecord -> JobCost.of(keyRecord).isEmpty()
                                    && settings.retention().isOver(keyRecord, Instant.now())))
                    .start();
            ExecutorService system = new ImpersonatingExecutorService(pool, ACL.SYSTEM2);
            FalApi api = new FalApi(ProxiedHttpClient::get, () -> URI.create(settings.getApiUrl()));
            AllMeters meters = new AllMeters();
            Ports ports = new Ports(
                    new PooledFal(api, system, meters),
                    adminKeys,
                    new StorePolicy(),
                    new SecretTextStores(),
                    ledger,
                    new CostFiles(folder.resolve("costs"), new AtomicFiles()),
                    copyCheck,
                    new BuildRuns(),
                    new ItemOwners(),
                    settings,
                    Clock.systemUTC(),
                    new JenkinsTimer(),
                    meters,
                    new SecureRandom());
            keys = new KeyService(ports, origin -> new BuildAuthority(pool, origin), system);
        }
        return keys;
    }

    @Override
    public ListBoxModel adminCredentials(Item context, String current) {
        return AdminKeyItems.of(context, current);
    }

    @Override
    public ListBoxModel controllerAdminCredentials(String current) {
        return AdminKeyItems.ofController(current);
    }

    @Override
    public ListBoxModel ifExistsChoices() {
        return new ListBoxModel(
                IfExists.names().stream().map(ListBoxModel.Option::new).toList());
    }

    @Override
    public FormValidation checkAlias(Item context, String value) {
        return FormChecks.alias(context, value);
    }

    @Override
    public FormValidation checkVariable(Item context, String value) {
        return FormChecks.variable(context, value);
    }

    @Override
    public FormValidation checkNewCredentialsId(Item context, String value) {
        return FormChecks.newCredentialsId(
                context, value, id -> keys().records().mayManage(context.getFullName(), id));
    }

    @Override
    public FormValidation checkManagedCredentialsId(Item context, String folder, String value) {
        return FormChecks.managedCredentialsId(
                context, folder, value, target -> keys().managed().mayManage(target));
    }

    @Override
    public FormValidation checkMaxCost(Item context, String value) {
        return FormChecks.maxCost(context, value);
    }

    @Override
    public FormValidation checkAdminCredentialsId(Item context, String value) {
        return FormChecks.adminCredentialsId(context, value);
    }

    @Override
    public Exception interruption(String why) {
        return new FlowInterruptedException(Result.FAILURE, true, new CostLimitReached(why));
    }

    @Override
    public String testConnection(String adminCredentialsId, String apiUrl) throws KeyException {
        FalApi api = new FalApi(ProxiedHttpClient::get, () -> URI.create(apiUrl));
        AdminKey admin;
        try {
            admin = adminKeys
                    .recall(new AdminReference(adminCredentialsId, "", ""))
                    .key();
        } catch (KeyException e) {
            String why = e.getMessage();
            throw new KeyException(Messages.ControllerFalKeys_notTested(why.endsWith(".") ? why : why + "."));
        }
        try {
            api.verify(admin);
        } catch (FalException e) {
            throw new KeyException(e.getMessage());
        }
        return account(api, admin);
    }

    private static String account(FalApi api, AdminKey admin) {
        try {
            AccountInfo account = api.account(admin);
            BigDecimal balance = account.balance();
            String currency = account.currency();
            return balance == null || currency == null
                    ? Messages.ControllerFalKeys_account(account.username())
                    : Messages.ControllerFalKeys_balance(account.username(), balance.toPlainString(), currency);
        } catch (FalException e) {
            return ""; // the admin key works nevertheless
        }
    }

    @Override
    public List<String> differencesFromOwner() {
        return copyCheck.differences();
    }

    @Override
    public void takeLedgerOver() {
        copyCheck.takeOver();
    }

    @Terminator
    public void stop() throws InterruptedException {
        try {
            keys().stop().get(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(
                    Level.WARNING, "fal did not respond in time; after the restart, Jenkins finds out what it did", e);
        }
        pool.shutdown();
    }
}
