package io.jenkins.plugins.falkeys.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;

/** Alias prefixes in forms. */
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
}
