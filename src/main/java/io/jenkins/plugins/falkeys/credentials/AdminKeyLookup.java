package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsParameterValue;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ParametersAction;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.AdminKeys;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.springframework.security.core.Authentication;

/** Decides which admin key is used for which job, list or person. */
public final class AdminKeyLookup implements AdminKeys {

    private static final Logger LOGGER = Logger.getLogger(AdminKeyLookup.class.getName());

    @Override
    public AdminAccess forOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        Found found = find(origin, credentialsId);
        track(origin, found.credentials());
        return found.access();
    }

    @Override
    public void requireForOrigin(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        find(origin, credentialsId);
    }

    /** A credential, with the admin key that it holds. */
    private record Found(StringCredentials credentials, AdminAccess access) {

        static Found in(StringCredentials credentials, String context) throws KeyException {
            return new Found(credentials, AdminCredentials.access(credentials, context));
        }
    }

    private static Found find(Origin origin, @CheckForNull String credentialsId) throws KeyException {
        try {
            if (origin.byPerson() || origin.byList() && origin.job().isEmpty()) {
                return find(new AdminReference(credentialsId == null ? configuredId() : credentialsId, "", ""));
            }
            if (credentialsId == null) {
                return configured(origin);
            }
            return origin.byList()
                    ? find(new AdminReference(credentialsId, origin.job(), ""))
                    : chosen(origin, credentialsId);
        } catch (KeyException e) {
            String why = e.getMessage();
            throw new KeyException(Messages.AdminKeyLookup_notMade(why.endsWith(".") ? why : why + "."));
        }
    }

    /** Jenkins lists only uses by builds and items. A use for the controller itself is reported to listeners only. */
    private static void track(Origin origin, StringCredentials credentials) throws KeyException {
        if (origin.byList()) {
            Item folder = origin.job().isEmpty() ? null : Jobs.item(origin.job());
            if (folder == null) {
                CredentialsProvider.track(Jenkins.get(), credentials);
            } else {
                CredentialsProvider.track(folder, credentials);
            }
        } else if (!origin.byPerson()) {
            CredentialsProvider.track(Jobs.run(origin), credentials);
        }
    }

    /** A folder's list of managed keys gets the admin key that a job directly in the folder would get. */
    private static Found configured(Origin origin) throws KeyException {
        Optional<AdminReference> folder = FolderSettings.of(origin.job()).adminKey();
        return folder.isPresent() ? ofFolder(folder.get()) : ofController(origin);
    }

    /** A folder's own admin key is for all jobs below it, which can read it anyway. */
    private static Found ofFolder(AdminReference reference) throws KeyException {
        StringCredentials credentials = AdminCredentials.of(reference);
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notInFolder(reference.context(), reference.credentialsId()));
        }
        return Found.in(credentials, reference.context());
    }

    /** The controller's own admin key, which may have System scope so that no job can bind it. */
    private static Found ofController(Origin origin) throws KeyException {
        if (!origin.byList() && FalKeysConfiguration.get().getAdminCredentialsId() == null) {
            MissingAdminKey.get().missedBy(origin.job());
        }
        String id = configuredId();
        if (!FalKeysConfiguration.get().allows(origin.byList() ? origin.job() + "/*" : origin.job())) {
            throw new KeyException(origin.byList() ? listNotAllowed(origin.job()) : notAllowed(origin.job()));
        }
        StringCredentials credentials = AdminCredentials.ofController(id);
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notOfController(id));
        }
        return Found.in(credentials, "");
    }

    private static String listNotAllowed(String folder) {
        List<String> folders = FalKeysConfiguration.get().getAllowedFolders();
        return folders.isEmpty()
                ? Messages.AdminKeyLookup_noListAllowed(folder)
                : Messages.AdminKeyLookup_listNotAllowed(folder, String.join(", ", folders));
    }

    private static String notAllowed(String job) {
        List<String> folders = FalKeysConfiguration.get().getAllowedFolders();
        return folders.isEmpty()
                ? Messages.AdminKeyLookup_nobodyAllowed(job)
                : Messages.AdminKeyLookup_notAllowed(job, String.join(", ", folders));
    }

    private static String configuredId() throws KeyException {
        String id = FalKeysConfiguration.get().getAdminCredentialsId();
        if (id == null) {
            throw new KeyException(Messages.AdminKeyLookup_notConfigured());
        }
        return id;
    }

    /**
     * An admin key that the user chose among those of the job. Credentials of a user, parameter values and answers to
     * an {@code input} are ignored: somebody who may only start a build must not be able to choose the account, and a
     * key minted with something that only this build can find could not be deleted later.
     */
    private static Found chosen(Origin origin, String id) throws KeyException {
        Run<?, ?> run = Jobs.run(origin);
        if (id.startsWith("${") || isParameter(run, id)) {
            throw new KeyException(Messages.AdminKeyLookup_parameter(id));
        }
        Job<?, ?> job = run.getParent();
        requireMayUse(job, id);
        StringCredentials credentials = AdminCredentials.ofItem(id, job);
        if (credentials == null) {
            throw new KeyException(Messages.AdminKeyLookup_notVisible(origin.job(), id));
        }
        Found found = Found.in(credentials, job.getParent().getFullName());
        requireFoundAgain(found.access());
        return found;
    }

    private static boolean isParameter(Run<?, ?> run, String id) {
        return run.getActions(ParametersAction.class).stream()
                .anyMatch(action -> action.getParameter(id) instanceof CredentialsParameterValue);
    }

    /** Builds run as SYSTEM, which may use any credential, unless the administrator changed that. */
    private static void requireMayUse(Job<?, ?> job, String id) throws KeyException {
        Authentication authentication = Jenkins.getAuthentication2();
        if (!job.hasPermission2(authentication, CredentialsProvider.USE_ITEM)) {
            throw new KeyException(Messages.AdminKeyLookup_mayNotUse(id, authentication.getName(), job.getFullName()));
        }
    }

    /**
     * Makes sure that the reference in the record leads to the same admin key, since the key is deleted with it long
     * after the build has ended.
     */
    private static void requireFoundAgain(AdminAccess access) throws KeyException {
        AdminReference reference = access.reference();
        StringCredentials again = AdminCredentials.of(reference);
        if (again == null
                || !AdminCredentials.access(again, reference.context())
                        .key()
                        .value()
                        .equals(access.key().value())) {
            throw new KeyException(Messages.AdminKeyLookup_notFoundAgain(reference.credentialsId()));
        }
    }

    @Override
    public AdminAccess recall(AdminReference reference) throws KeyException {
        return find(reference).access();
    }

    private static Found find(AdminReference reference) throws KeyException {
        String context = reference.context();
        StringCredentials credentials = AdminCredentials.of(reference);
        if (credentials == null) {
            throw new KeyException(
                    context.isEmpty()
                            ? Messages.AdminKeyLookup_notOfController(reference.credentialsId())
                            : Messages.AdminKeyLookup_gone(reference.credentialsId(), context));
        }
        return Found.in(credentials, context);
    }

    @Override
    public List<AdminAccess> configured() {
        Set<String> seen = new HashSet<>();
        Stream<AdminReference> ofController = Stream.ofNullable(
                        FalKeysConfiguration.get().getAdminCredentialsId())
                .map(id -> new AdminReference(id, "", ""));
        return Stream.concat(ofController, FolderSettings.adminKeys().stream())
                .flatMap(reference -> usable(reference).stream())
                .filter(access -> seen.add(access.key().value()))
                .toList();
    }

    private Optional<AdminAccess> usable(AdminReference reference) {
        try {
            return Optional.of(recall(reference));
        } catch (KeyException e) {
            LOGGER.log(Level.FINE, e, () -> "No admin key: " + reference);
            return Optional.empty();
        }
    }
}
