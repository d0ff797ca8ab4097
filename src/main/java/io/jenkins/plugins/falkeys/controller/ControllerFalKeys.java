package io.jenkins.plugins.falkeys.controller;

import hudson.Extension;
import hudson.init.Terminator;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.DaemonThreadFactory;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import hudson.util.NamingThreadFactory;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.credentials.AdminKeyItems;
import io.jenkins.plugins.falkeys.credentials.AdminKeyLookup;
import io.jenkins.plugins.falkeys.credentials.BuildRuns;
import io.jenkins.plugins.falkeys.credentials.FormChecks;
import io.jenkins.plugins.falkeys.credentials.SecretTextStores;
import io.jenkins.plugins.falkeys.credentials.StorePolicy;
import io.jenkins.plugins.falkeys.engine.IfExists;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.ledger.FileLedger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import jenkins.model.Jenkins;
import jenkins.security.ImpersonatingExecutorService;

/** The engine of this controller. */
@Extension
public final class ControllerFalKeys extends FalKeys {

    private static final int THREADS = 8;

    private final ExecutorService pool =
            Executors.newFixedThreadPool(THREADS, new NamingThreadFactory(new DaemonThreadFactory(), "fal-keys"));
    private final AdminKeyLookup adminKeys = new AdminKeyLookup();
    private final Home home = new Home();
    private KeyService keys;

    @Override
    public synchronized KeyService keys() {
        if (keys == null) {
            Ports ports = new Ports(
                    new FalApi(
                            HttpClient::get,
                            () -> URI.create(FalKeysConfiguration.get().getApiUrl())),
                    adminKeys,
                    new StorePolicy(),
                    new SecretTextStores(),
                    ledger(),
                    new BuildRuns(),
                    FalKeysConfiguration.get(),
                    Clock.systemUTC());
            keys = new KeyService(
                    ports,
                    origin -> new BuildAuthority(pool, origin),
                    new ImpersonatingExecutorService(pool, ACL.SYSTEM2));
        }
        return keys;
    }

    private static FileLedger ledger() {
        try {
            return new FileLedger(Jenkins.get().getRootDir().toPath().resolve("fal-keys"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        return FormChecks.newCredentialsId(context, value, id -> keys().isOwn(context.getFullName(), id));
    }

    @Override
    public FormValidation checkAdminCredentialsId(Item context, String value) {
        return FormChecks.adminCredentialsId(context, value);
    }

    @Override
    public void testConnection(String adminCredentialsId, String apiUrl) throws KeyException {
        try {
            new FalApi(HttpClient::get, () -> URI.create(apiUrl))
                    .verify(adminKeys
                            .recall(new AdminReference(adminCredentialsId, "", ""))
                            .key());
        } catch (FalException e) {
            throw new KeyException(e.getMessage());
        }
    }

    @Override
    public List<String> differencesFromOwner() {
        try {
            return home.differences();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void takeLedgerOver() {
        try {
            home.takeOver();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Terminator
    public void stop() {
        pool.shutdown();
    }
}
