package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.security.ACL;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;

/**
 * Says that a credential ID is taken.
 *
 * @param where the location of the existing credential, described for users
 * @param folder full name of the folder whose store has the credential; null if it is at the root or in another
 *     provider
 */
record TakenId(String where, @CheckForNull String folder) {

    /**
     * Searches for credentials of any kind, in all domains of the stores at and above a place, and in what other
     * providers show there.
     *
     * @return the nearest one; empty if the ID is free
     */
    static Optional<TakenId> find(ModelObject place, String id) {
        return FolderStores.stores(place)
                .filter(store -> has(FolderStores.all(store).toList(), id))
                .findFirst()
                .map(TakenId::in)
                .or(() -> has(visibleFrom(place), id) ? Optional.of(shownBy(place, id)) : Optional.empty());
    }

    private static boolean has(List<IdCredentials> credentials, String id) {
        return credentials.stream().anyMatch(each -> each.getId().equals(id));
    }

    private static TakenId in(CredentialsStore store) {
        if (!FolderStores.isWritable(store)) {
            return of(store.getProviderOrDie());
        }
        return store.getContext() instanceof Item folder
                ? new TakenId(Messages.TakenId_folder(folder.getFullName()), folder.getFullName())
                : new TakenId(Messages.TakenId_root(), null);
    }

    private static List<IdCredentials> visibleFrom(ModelObject place) {
        return place instanceof Item item
                ? CredentialsProvider.lookupCredentialsInItem(IdCredentials.class, item, ACL.SYSTEM2, List.of())
                : CredentialsProvider.lookupCredentialsInItemGroup(
                        IdCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of());
    }

    private static TakenId shownBy(ModelObject place, String id) {
        ItemGroup<?> group = place instanceof Item item ? item.getParent() : Jenkins.get();
        return CredentialsProvider.enabled(place).stream()
                .filter(provider ->
                        has(provider.getCredentialsInItemGroup(IdCredentials.class, group, ACL.SYSTEM2, List.of()), id))
                .findFirst()
                .map(TakenId::of)
                .orElseGet(() -> new TakenId(Messages.TakenId_somewhere(), null));
    }

    private static TakenId of(CredentialsProvider provider) {
        return new TakenId(Messages.TakenId_provider(provider.getDisplayName()), null);
    }
}
