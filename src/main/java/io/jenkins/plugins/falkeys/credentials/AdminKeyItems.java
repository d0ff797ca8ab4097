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

    /** A credential that gives each build a key of its own holds none. */
    private static final CredentialsMatcher HOLDS_A_KEY =
            CredentialsMatchers.not(CredentialsMatchers.instanceOf(FalBuildKeyCredentials.class));

    /** One of System scope serves only as the controller's own admin key. */
    private static final CredentialsMatcher SERVES_JOBS = CredentialsMatchers.both(
            HOLDS_A_KEY, CredentialsMatchers.not(CredentialsMatchers.withScope(CredentialsScope.SYSTEM)));

    private AdminKeyItems() {}

    /**
     * What a job may use; only the current value for who may not look (SECURITY-2110 and its kin).
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

    /** What the controller may use, System scope included. */
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
