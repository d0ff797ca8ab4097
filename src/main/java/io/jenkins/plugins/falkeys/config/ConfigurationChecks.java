package io.jenkins.plugins.falkeys.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import java.util.function.Consumer;

/**
 * Validates fields of the configuration forms, while a user types and again when the form is saved. A check throws an
 * {@link IllegalArgumentException} whose message is for users.
 */
final class ConfigurationChecks {

    private ConfigurationChecks() {}

    /** Shows the result of a check while a user types. */
    static FormValidation show(Consumer<String> check, @CheckForNull String value) {
        try {
            check.accept(value);
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /**
     * Rejects a form with an invalid field.
     *
     * @throws FormException with the message of the check, which is not escaped yet, unlike that of a validation
     */
    static void require(Consumer<String> check, @CheckForNull String value, String field) throws FormException {
        try {
            check.accept(value);
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), field);
        }
    }

    /** An empty URL stands for the default. */
    static void apiUrl(@CheckForNull String url) {
        String trimmed = Util.fixEmptyAndTrim(url);
        if (trimmed != null) {
            ApiUrl.check(trimmed);
        }
    }

    static void credentialsIdPrefix(@CheckForNull String prefix) {
        CredentialIds.checkPrefix(Util.fixNull(prefix).trim());
    }

    static void aliasPrefix(@CheckForNull String prefix) {
        AliasPrefix.check(Util.fixNull(prefix));
    }

    /** The alias prefix of a folder must begin with what the folders above require. */
    static void aliasPrefixOf(Item folder, @CheckForNull String prefix) {
        aliasPrefix(prefix);
        String wanted = Util.fixNull(prefix);
        if (wanted.isEmpty()) {
            return;
        }
        FolderSettings.above(folder)
                .aliasPrefixOfFolders()
                .filter(required -> !wanted.startsWith(required.value()))
                .ifPresent(required -> {
                    throw new IllegalArgumentException(
                            Messages.ConfigurationChecks_looserPrefix(wanted, required.value(), required.setting()));
                });
    }

    /** What a folder lets jobs manage must be no more than what the folders above let them. */
    static void jobsMayManageOf(Item folder, String choice) {
        FolderSettings above = FolderSettings.above(folder);
        above.jobsMayManageOfFolders()
                .filter(most -> most.compareTo(JobsMayManage.valueOf(choice)) < 0)
                .ifPresent(most -> {
                    throw new IllegalArgumentException(Messages.ConfigurationChecks_looserChoice(
                            most.getDisplayName(), above.jobsMayManageSetting()));
                });
    }
}
