package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FolderSettings;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.record.CostLimit;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jenkins.model.Jenkins;

/** Validates form fields. A user who may not configure the item gets no result (compare SECURITY-3808). */
public final class FormChecks {

    private FormChecks() {}

    /** An alias with variables is not checked, since their values are known only in a build. */
    public static FormValidation alias(@CheckForNull Item item, @CheckForNull String value) {
        return mayConfigure(item) && isFixed(value)
                ? check(value, alias -> FolderSettings.at(item).aliasPrefix().checkAlias(alias))
                : FormValidation.ok();
    }

    /** The credential's own prefix, which follows the prefix that an administrator requires. */
    static FormValidation aliasPrefix(@CheckForNull Item item, @CheckForNull String value) {
        return mayConfigure(item) && Util.fixEmpty(value) != null
                ? check(value, AliasPrefix::check)
                : FormValidation.ok();
    }

    public static FormValidation maxCost(@CheckForNull Item item, @CheckForNull String value) {
        return mayConfigure(item) && Util.fixEmptyAndTrim(value) != null
                ? check(value.trim(), CostLimit::amount)
                : FormValidation.ok();
    }

    public static FormValidation variable(@CheckForNull Item item, @CheckForNull String value) {
        return mayConfigure(item) && Util.fixEmptyAndTrim(value) != null
                ? check(value.trim(), KeyVariables::checkName)
                : FormValidation.ok();
    }

    /**
     * Whether a new credential could have this ID.
     *
     * @param own tells whether the credential of an ID holds a key of this item
     */
    public static FormValidation newCredentialsId(
            @CheckForNull Item item, @CheckForNull String value, Predicate<String> own) {
        if (!mayConfigure(item) || !isFixed(value)) {
            return FormValidation.ok();
        }
        String id = value.trim();
        FormValidation form = check(
                id, text -> CredentialIds.check(text, FalKeysConfiguration.get().getCredentialsIdPrefix()));
        if (form.kind != FormValidation.Kind.OK || item == null) {
            return form;
        }
        try {
            if (!LookUps.ask(id, () -> isVisible(item, id))) {
                return FormValidation.ok();
            }
        } catch (KeyException e) {
            return FormValidation.error(e.getMessage());
        }
        return own.test(id)
                ? FormValidation.ok(Messages.FormChecks_own())
                : FormValidation.error(Messages.FormChecks_taken(id));
    }

    /**
     * Whether a managed key could be stored in the credential of this ID.
     *
     * @param folder full name of the folder to store in; only for the controller's list
     * @param manageable tells whether a credential holds a key that a list owns or may take over
     */
    public static FormValidation managedCredentialsId(
            @CheckForNull Item item,
            @CheckForNull String folder,
            @CheckForNull String value,
            Predicate<Target> manageable) {
        if (!mayConfigure(item) || value == null || value.isBlank()) {
            return FormValidation.ok();
        }
        String id = value.trim();
        FormValidation form = check(
                id, text -> CredentialIds.check(text, FalKeysConfiguration.get().getCredentialsIdPrefix()));
        if (form.kind != FormValidation.Kind.OK) {
            return form;
        }
        String named = Util.fixNull(folder).trim();
        Target target = new Target(item != null ? item.getFullName() : named.equals("/") ? "" : named, id);
        if (manageable.test(target)) {
            return FormValidation.ok(Messages.FormChecks_managed());
        }
        try {
            ModelObject place = FolderStores.store(target).getContext();
            return LookUps.ask(id, () -> TakenId.find(place, id))
                    .map(taken -> FormValidation.error(Messages.FormChecks_notManaged(id)))
                    .orElseGet(FormValidation::ok);
        } catch (KeyException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    private static boolean isVisible(Item item, String id) {
        return CredentialsProvider.lookupCredentialsInItem(IdCredentials.class, item, ACL.SYSTEM2, List.of()).stream()
                .anyMatch(credentials -> credentials.getId().equals(id));
    }

    /**
     * Whether there is an admin key of this ID.
     *
     * @param item the item that would use it; null for any job
     */
    public static FormValidation adminCredentialsId(@CheckForNull Item item, @CheckForNull String value) {
        String id = Util.fixEmptyAndTrim(value);
        if (!mayConfigure(item) || id == null) {
            return FormValidation.ok();
        }
        try {
            return (item == null ? AdminCredentials.ofAnyJob(id) : AdminCredentials.ofItem(id, item)) == null
                    ? FormValidation.error(Messages.FormChecks_noAdminKey(id))
                    : FormValidation.ok();
        } catch (KeyException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    private static boolean mayConfigure(@CheckForNull Item item) {
        return item == null ? Jenkins.get().hasPermission(Jenkins.ADMINISTER) : item.hasPermission(Item.CONFIGURE);
    }

    private static boolean isFixed(@CheckForNull String value) {
        return value != null && !value.isBlank() && !value.contains("$");
    }

    private static FormValidation check(String value, Consumer<String> check) {
        try {
            check.accept(value);
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
