package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsProviderFilter;
import com.cloudbees.plugins.credentials.CredentialsProviderManager;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.CredentialsTypeFilter;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.ExtensionList;
import hudson.model.ModelObject;
import hudson.model.TopLevelItem;
import hudson.model.TopLevelItemDescriptor;
import hudson.model.User;
import hudson.security.AuthorizationStrategy;
import hudson.security.SecurityRealm;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;

/** Sets up a controller as an administrator would. */
public final class Controllers {

    public static final String ADMIN_KEY = "fal-admin";

    private Controllers() {}

    /** Configures the stub's admin key, with System scope, for all jobs. */
    public static void use(FalApiStub fal) throws IOException {
        use(fal.url());
    }

    /** The same for a stub that runs in another process. */
    public static void use(String apiUrl) throws IOException {
        rootStore()
                .addCredentials(Domain.global(), secretText(CredentialsScope.SYSTEM, ADMIN_KEY, FalApiStub.ADMIN_KEY));
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setAdminCredentialsId(ADMIN_KEY);
        configuration.setApiUrl(apiUrl);
        configuration.setAllowedFolders(List.of("*"));
        configuration.setAllowRootStore(true);
        configuration.save();
    }

    public static StringCredentialsImpl secretText(CredentialsScope scope, String id, String secret) {
        return new StringCredentialsImpl(scope, id, null, Secret.fromString(secret));
    }

    public static CredentialsStore rootStore() {
        return store(Jenkins.get(), SystemCredentialsProvider.StoreImpl.class);
    }

    public static CredentialsStore folderStore(Folder folder) {
        return store(folder, CredentialsStore.class);
    }

    private static CredentialsStore store(ModelObject context, Class<? extends CredentialsStore> type) {
        return StreamSupport.stream(CredentialsProvider.lookupStores(context).spliterator(), false)
                .filter(type::isInstance)
                .filter(store -> store.getContext() == context)
                .findFirst()
                .orElseThrow();
    }

    /** The secret of the Secret text credential of this ID in the store; empty if there is none. */
    public static Optional<String> secret(CredentialsStore store, String id) {
        return credential(store, id).map(credentials -> credentials.getSecret().getPlainText());
    }

    public static Optional<StringCredentials> credential(CredentialsStore store, String id) {
        return store.getCredentials(Domain.global()).stream()
                .filter(StringCredentials.class::isInstance)
                .map(StringCredentials.class::cast)
                .filter(credentials -> ((IdCredentials) credentials).getId().equals(id))
                .findFirst();
    }

    /** Ends what the engine is doing, so that its late requests do not reach the stub of the next test. */
    static void stopEngine() throws InterruptedException {
        if (FalKeys.get() instanceof ControllerFalKeys engine) {
            engine.stop();
        }
    }

    /**
     * Creates a new engine that reads the records on disk, as after a restart. The old one keeps what it has in memory.
     */
    static void replaceEngine() throws InterruptedException {
        ExtensionList<FalKeys> engines = ExtensionList.lookup(FalKeys.class);
        engines.remove(FalKeys.get());
        engines.add(new ControllerFalKeys());
        for (int i = 0; i < 200 && !FalKeys.get().keys().records().isLoaded(); i++) {
            Thread.sleep(50);
        }
    }

    /**
     * Resets a controller that several tests share to its initial state: without items, users, records, credentials,
     * settings and security.
     */
    static void clean() throws Exception {
        Jenkins controller = Jenkins.get();
        controller.setSecurityRealm(SecurityRealm.NO_AUTHENTICATION);
        controller.setAuthorizationStrategy(AuthorizationStrategy.UNSECURED);
        QueueItemAuthenticatorConfiguration.get().getAuthenticators().clear();
        CredentialsProviderManager restrictions = CredentialsProviderManager.getInstanceOrDie();
        restrictions.setRestrictions(new ArrayList<>());
        restrictions.setProviderFilter(new CredentialsProviderFilter.None());
        restrictions.setTypeFilter(new CredentialsTypeFilter.None());
        for (User user : User.getAll()) {
            user.delete(); // together with their own credentials
        }
        for (TopLevelItem item : controller.getItems()) {
            item.delete();
        }
        SystemCredentialsProvider.getInstance().setDomainCredentialsMap(new HashMap<>());
        SystemCredentialsProvider.getInstance().save();
        stopEngine();
        forgetSettings();
        Records.lose();
        replaceEngine();
    }

    private static void forgetSettings() throws Exception {
        FalKeysConfiguration settings = FalKeysConfiguration.get();
        Files.deleteIfExists(Jenkins.get().getRootDir().toPath().resolve(settings.getId() + ".xml"));
        FalKeysConfiguration usual = new FalKeysConfiguration();
        for (Field field : FalKeysConfiguration.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                field.set(settings, field.get(usual));
            }
        }
    }

    public static void script(WorkflowJob job, String script) {
        try {
            job.setDefinition(new CpsFlowDefinition(script, true));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static <T extends TopLevelItem> T create(ModifiableTopLevelItemGroup group, Class<T> type, String name)
            throws IOException {
        return type.cast(
                group.createProject((TopLevelItemDescriptor) Jenkins.get().getDescriptorOrDie(type), name, true));
    }
}
