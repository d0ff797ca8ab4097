package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsMatcher;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
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

    private AdminKeyItems() {}

    /** What a job may use; only the current value for who may not look (SECURITY-2110 and its kin). */
    public static ListBoxModel of(@CheckForNull Item item, @CheckForNull String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        items.includeEmptyValue();
        boolean mayLook = item == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : item.hasPermission(Item.EXTENDED_READ) || item.hasPermission(CredentialsProvider.USE_ITEM);
        if (mayLook && item != null) {
            items.includeMatchingAs(
                    ACL.SYSTEM2, item, StringCredentials.class, AdminCredentials.requirements(), HOLDS_A_KEY);
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
