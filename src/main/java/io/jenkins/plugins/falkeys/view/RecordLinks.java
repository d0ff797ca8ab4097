package io.jenkins.plugins.falkeys.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Finds the stores, credentials and runs that records name, and their URLs relative to the root. */
@Restricted(NoExternalUse.class)
public final class RecordLinks {

    /** The URL of the page of all keys, relative to Manage Jenkins. */
    public static final String PAGE = "fal-keys";

    /** How users refer to the root store. */
    public static final String ROOT = "/";

    private RecordLinks() {}

    /** The names of all stores that keys can be created in, the root first. */
    public static List<String> stores() {
        Stream<String> folders = StreamSupport.stream(
                        Jenkins.get()
                                .allItems(Item.class, ModifiableTopLevelItemGroup.class::isInstance)
                                .spliterator(),
                        false)
                .map(Item::getFullName)
                .sorted();
        return Stream.concat(Stream.of(ROOT), folders).toList();
    }

    /** The name of the store, as users know it. */
    public static String storeName(Target target) {
        return target.store().isEmpty() ? ROOT : target.store();
    }

    /**
     * The full name of the folder that a user named; empty for the root. Jenkins ignores slashes around a name and may
     * ignore its case, but records contain the exact name.
     */
    public static String storeName(@CheckForNull String store) {
        String name = Util.fixNull(store).trim();
        if (name.equals(ROOT)) {
            return "";
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Item found = Jenkins.get().getItemByFullName(name);
            return found == null ? name : found.getFullName();
        }
    }

    /**
     * The URL of the credential, assuming that nobody moved it to another domain; null if its folder is not visible to
     * the user.
     */
    @CheckForNull
    public static String url(Target target) {
        String credential = "/domain/_/credential/" + Util.rawEncode(target.credentialsId()) + "/";
        if (target.store().isEmpty()) {
            return "manage/credentials/store/system" + credential;
        }
        Item folder = find(target.store());
        return folder == null ? null : folder.getUrl() + "credentials/store/folder" + credential;
    }

    /** The URL of the run; null if there is no run, or if its job is gone or not visible to the user. */
    @CheckForNull
    public static String url(Origin origin) {
        int hash = origin.run().lastIndexOf('#');
        Item job = hash < 0 ? null : find(origin.job());
        return job == null ? null : job.getUrl() + origin.run().substring(hash + 1) + "/";
    }

    /** The URL of an item; null if it is gone or not visible to the user. */
    @CheckForNull
    public static String url(String fullName) {
        Item item = find(fullName);
        return item == null ? null : item.getUrl();
    }

    /** An item that the user may read. Looking up one that they may only discover would throw an exception. */
    @CheckForNull
    private static Item find(String fullName) {
        Item item;
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            item = Jenkins.get().getItemByFullName(fullName);
        }
        return item != null && item.hasPermission(Item.READ) ? item : null;
    }
}
