package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/** The drop-downs of admin keys. */
public final class AdminKeyItems {

    /** Excludes the credential kind with one key per build, which holds no key itself. */
    private static final CredentialsMatcher HOLDS_A_KEY =
            CredentialsMatchers.not(CredentialsMatchers.instanceOf(FalBuildKeyCredentials.class));

    /** Excludes System scope, which only the controller's own admin key may have. */
    private static final CredentialsMatcher SERVES_JOBS = CredentialsMatchers.both(
            HOLDS_A_KEY, CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)));

    private AdminKeyItems() {}

    /**
     * The admin keys that a job may use. A user who may not list credentials gets only the current value (compare
     * SECURITY-2110).
     *
     * @param item the job, or a folder above it; null for any job
     */
    public static ListBoxModel of(@CheckForNull Item item, @CheckForNull String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        items.includeEmptyValue();
        boolean mayLook = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (mayLook && item != null) {
            items.includeMatchingAs(
                    ACL.SYSTEM2, item, StringCredentials.class, AdminCredentials.requirements(), SERVES_JOBS);
        } else if (mayLook) {
            items.includeMatchingAs(
                    ACL.SYSTEM2, Jenkins.get(), StringCredentials.class, AdminCredentials.requirements(), SERVES_JOBS);
        }
        return items.includeCurrentValue(current == null ? "" : current);
    }

    /** The admin keys that the controller may use, including those with System scope. */
    public static ListBoxModel ofController(@CheckForNull String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        items.includeEmptyValue();
        if (Jenkins.get().hasPermission(Jenkins.ADMINISTER)) {
            items.includeMatchingAs(
                    ACL.SYSTEM2, Jenkins.get(), StringCredentials.class, AdminCredentials.requirements(), HOLDS_A_KEY);
        }
        return items.includeCurrentValue(current == null ? "" : current);
    }
}
