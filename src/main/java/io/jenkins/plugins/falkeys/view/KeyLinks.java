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

/** Finds what records name: stores, credentials and runs, with their URLs below the root. */
@Restricted(NoExternalUse.class)
public final class KeyLinks {

    /** The page of all keys, below Manage Jenkins. */
    public static final String PAGE = "fal-keys";

    /** How users name the root store. */
    public static final String ROOT = "/";

    private KeyLinks() {}

    /** The names of all stores that keys can be made for, the root first. */
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

    /** The store as users name it. */
    public static String storeName(Target target) {
        return target.store().isEmpty() ? ROOT : target.store();
    }

    /** The full name of the folder that a user named; empty for the root. */
    public static String storeName(@CheckForNull String store) {
        String name = Util.fixNull(store).trim();
        return name.equals(ROOT) ? "" : name;
    }

    /** Where the credential is shown, unless somebody moved it to another domain; null when its folder is not seen. */
    @CheckForNull
    public static String url(Target target) {
        String credential = "/domain/_/credential/" + Util.rawEncode(target.credentialsId()) + "/";
        if (target.store().isEmpty()) {
            return "manage/credentials/store/system" + credential;
        }
        Item folder = find(target.store());
        return folder == null ? null : folder.getUrl() + "credentials/store/folder" + credential;
    }

    /** Where the run is shown; null when its job is gone, or not to be seen by the caller, or when there is no run. */
    @CheckForNull
    public static String url(Origin origin) {
        int hash = origin.run().lastIndexOf('#');
        Item job = hash < 0 ? null : find(origin.job());
        return job == null ? null : job.getUrl() + origin.run().substring(hash + 1) + "/";
    }

    /** Where an item is shown; null when it is gone, or not to be seen by the caller. */
    @CheckForNull
    public static String url(String fullName) {
        Item item = find(fullName);
        return item == null ? null : item.getUrl();
    }

    /** An item that the caller may read. To find one that they may only discover would be refused with an error. */
    @CheckForNull
    private static Item find(String fullName) {
        Item item;
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            item = Jenkins.get().getItemByFullName(fullName);
        }
        return item != null && item.hasPermission(Item.READ) ? item : null;
    }
}
