package io.jenkins.plugins.falkeys.credentials;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;

/** The credentials stores of folders and of the root, found as SYSTEM. */
final class FolderStores {

    private FolderStores() {}

    static CredentialsStore store(Target target) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            ItemGroup<?> group = group(target.store());
            if (group == null) {
                throw new KeyException(Messages.FolderStores_folderGone(target.store()));
            }
            return stores(group)
                    .filter(store -> store.getContext() == group)
                    .filter(FolderStores::isWritable)
                    .findFirst()
                    .orElseThrow(() -> new KeyException(Messages.FolderStores_noStore(target.describe())));
        }
    }

    /** Whether credentials can be added to the store. The stores of external systems are often read-only. */
    static boolean isWritable(CredentialsStore store) {
        return store.hasPermission2(ACL.SYSTEM2, CredentialsProvider.CREATE);
    }

    /** Whether the administrator allows Secret text credentials in the store. */
    static boolean takesSecretTexts(CredentialsStore store) {
        return store.isApplicable(Jenkins.get().getDescriptorOrDie(StringCredentialsImpl.class));
    }

    /** The folder of this full name; the root for an empty name; null if there is no such folder. */
    @CheckForNull
    static ItemGroup<?> group(String fullName) {
        if (fullName.isEmpty()) {
            return Jenkins.get();
        }
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(fullName) instanceof ItemGroup<?> found ? found : null;
        }
    }

    static Stream<CredentialsStore> stores(ModelObject context) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return StreamSupport.stream(
                    CredentialsProvider.lookupStores(context).spliterator(), false);
        }
    }

    static Stream<IdCredentials> all(CredentialsStore store) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            List<Credentials> credentials = store.getDomains().stream()
                    .flatMap(domain -> store.getCredentials(domain).stream())
                    .toList();
            return credentials.stream().filter(IdCredentials.class::isInstance).map(IdCredentials.class::cast);
        }
    }
}
