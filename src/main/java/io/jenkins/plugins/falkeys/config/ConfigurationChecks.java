package io.jenkins.plugins.falkeys.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;

/** Validates alias prefixes in forms. */
final class AliasPrefixForm {

    private AliasPrefixForm() {}

    static FormValidation check(@CheckForNull String prefix) {
        try {
            AliasPrefix.check(Util.fixNull(prefix));
            return FormValidation.ok();
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }

    /** Validates the prefix of a folder, which must begin with what the folders above require. */
    static FormValidation checkOf(Item folder, @CheckForNull String prefix) {
        FormValidation form = check(prefix);
        return form.kind != FormValidation.Kind.OK || Util.fixEmpty(prefix) == null
                ? form
                : checkBelow(FolderSettings.above(folder), prefix);
    }

    private static FormValidation checkBelow(FolderSettings above, String prefix) {
        try {
            return above.aliasPrefixOfFolders()
                    .filter(required -> !prefix.startsWith(required.value()))
                    .map(required -> FormValidation.error(
                            Messages.AliasPrefixForm_looser(prefix, required.value(), required.setting())))
                    .orElseGet(FormValidation::ok);
        } catch (IllegalArgumentException e) {
            return FormValidation.error(e.getMessage());
        }
    }
}
