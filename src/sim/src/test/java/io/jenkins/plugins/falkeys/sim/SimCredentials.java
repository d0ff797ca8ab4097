package io.jenkins.plugins.falkeys.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.credentials.Messages;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.scenarios.Outcome.SecretText;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatternFactory;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.EnvironmentExpander;

/** The stores of the simulated controller, in memory. Every folder in a job's name exists. */
final class SimCredentials implements StoreAccess, CredentialStores {

    private final Setup setup;
    private final Map<Target, SecretText> stored = new HashMap<>();

    SimCredentials(Setup setup) {
        this.setup = setup;
    }

    @Override
    public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
        List<String> above = groupsAbove(origin.job());
        String store = folder == null ? above.get(0) : folder.equals("/") ? "" : folder;
        if (!above.contains(store)) {
            throw new KeyException(Messages.TargetFolder_notAbove(folder, origin.job()));
        }
        if (store.isEmpty() && !setup.allowRootStore()) {
            throw new KeyException(Messages.StorePolicy_rootStore());
        }
        return new Target(store, credentialsId);
    }

    /** There is only one job at a time, so there is nobody to share keys with. */
    @Override
    public Set<String> sharedWith(Origin origin) {
        return Set.of();
    }

    /** The folders above the job, from the nearest one to the root, whose name is empty. */
    private static List<String> groupsAbove(String job) {
        List<String> groups = new ArrayList<>();
        for (int slash = job.lastIndexOf('/'); slash > 0; slash = job.lastIndexOf('/', slash - 1)) {
            groups.add(job.substring(0, slash));
        }
        groups.add("");
        return groups;
    }

    @Override
    public synchronized void requireFree(Origin origin, Target target) throws KeyException {
        String id = target.credentialsId();
        String store = id.equals(SimAdminKeys.ID) ? "" : storeOf(origin.job(), id);
        if (store == null) {
            return;
        }
        throw new KeyException(
                store.isEmpty()
                        ? Messages.StorePolicy_takenForJob(id, Messages.TakenId_root())
                        : Messages.StorePolicy_takenInFolder(
                                id,
                                Messages.TakenId_folder(store),
                                io.jenkins.plugins.falkeys.config.Messages.FolderSettings_jobsMayManage()));
    }

    @Override
    public synchronized void add(Target target, FalKey key, String description) throws KeyException {
        stored.put(target, new SecretText(key.value(), description));
        if (setup.storeRefuses()) {
            throw new KeyException(Messages.SecretTextStores_notSaved(target.describe(), "IOException"));
        }
    }

    @Override
    public void requireMayCreate(Origin origin, Target target) {}

    @Override
    public void requireMayUpdate(Origin origin, Target target) {}

    @Override
    public void requireMayDelete(Origin origin, Target target) {}

    @Override
    public synchronized void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
            throws KeyException {
        if (!holds(target, oldKeyId)) {
            throw new KeyException(Messages.SecretTextStores_otherKey(target.describe(), oldKeyId));
        }
        if (setup.storeRefusesUpdates()) {
            throw new KeyException(Messages.SecretTextStores_notSaved(target.describe(), "IOException"));
        }
        String old = stored.get(target).description();
        stored.put(target, new SecretText(key.value(), description.apply(old)));
    }

    @Override
    public String description(Target target, String keyId) {
        throw new UnsupportedOperationException("there are no managed keys here");
    }

    @Override
    public void setDescription(Target target, String keyId, String description) {
        throw new UnsupportedOperationException("there are no managed keys here");
    }

    @Override
    public synchronized boolean holds(Target target, String keyId) {
        SecretText found = stored.get(target);
        return found != null && found.secret().startsWith(keyId + ":");
    }

    @Override
    public String keyId(Target target) {
        throw new UnsupportedOperationException("there are no administrators here");
    }

    @Override
    public Map<String, Target> keyIds() {
        throw new UnsupportedOperationException("there are no administrators here");
    }

    @Override
    public synchronized void remove(Target target, String keyId) {
        if (holds(target, keyId)) {
            stored.remove(target);
        }
    }

    synchronized Map<String, SecretText> all() {
        Map<String, SecretText> all = new TreeMap<>();
        stored.forEach((target, secret) -> all.put(target.credentialsId(), secret));
        return all;
    }

    @CheckForNull
    private String storeOf(String job, String id) {
        return groupsAbove(job).stream()
                .filter(group -> stored.containsKey(new Target(group, id)))
                .findFirst()
                .orElse(null);
    }

    /** The context that {@code withCredentials([string(credentialsId: …, variable: …)])} creates for its block. */
    synchronized Context bind(Context context, Object bindings) throws AbortException {
        Map<String, String> variables = new HashMap<>();
        for (Object binding : (List<?>) bindings) {
            Map<?, ?> string = (Map<?, ?>) binding;
            String id = string.get("credentialsId").toString();
            String store = storeOf(context.get(Run.class).getParent().getFullName(), id);
            if (store == null) {
                throw new AbortException("Could not find credentials entry with ID '" + id + "'");
            }
            variables.put(
                    string.get("variable").toString(),
                    stored.get(new Target(store, id)).secret());
        }
        EnvironmentExpander expander = new EnvironmentExpander() {
            private static final long serialVersionUID = 1L;

            @Override
            public void expand(EnvVars env) {
                env.overrideAll(variables);
            }

            @Override
            public Set<String> getSensitiveVariables() {
                return variables.keySet();
            }
        };
        Pattern secrets = Pattern.compile(variables.values().stream()
                .flatMap(value ->
                        SecretPatternFactory.all().stream().flatMap(factory -> factory.getEncodedForms(value).stream()))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
        ConsoleLogFilter filter = new ConsoleLogFilter() {
            @Override
            @SuppressWarnings("rawtypes") // as Jenkins declares it
            public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
                return new Lines(line ->
                        logger.write(secrets.matcher(line).replaceAll("****").getBytes(UTF_8))) {
                    @Override
                    public void close() throws IOException {
                        super.close();
                        logger.close();
                    }
                };
            }
        };
        return context.with(EnvironmentExpander.merge(context.get(EnvironmentExpander.class), expander))
                .with(BodyInvoker.mergeConsoleLogFilters(context.get(ConsoleLogFilter.class), filter));
    }
}
