package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.NonNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.io.Serializable;

/** Takes over a key for a build. If it throws, the key is revoked. */
@FunctionalInterface
public interface KeyReceiver {

    /**
     * @param lease revokes the key; see {@link KeyService#end}
     */
    void receive(FalKey key, Lease lease) throws Exception;

    /**
     * What a build keeps in order to revoke its key, even if the ledger has lost the record by then. It is saved with
     * the build, and contains no secret.
     */
    final class Lease implements Serializable {

        private static final long serialVersionUID = 1L;

        private final String recordId;
        private final String keyId;
        private final String alias;
        private final String run;
        private final long started;
        private final String node;
        private final String job;
        private final String adminCredentialsId;
        private final String adminContext;
        private final String adminKeyId;

        public Lease(KeyRecord active) {
            recordId = active.id();
            keyId = active.keyId();
            alias = active.alias();
            run = active.origin().run();
            started = active.origin().started();
            node = active.origin().node();
            job = active.origin().job();
            adminCredentialsId = active.admin().credentialsId();
            adminContext = active.admin().context();
            adminKeyId = active.admin().keyId();
        }

        /** ID of the key's record. */
        public String recordId() {
            return recordId;
        }

        /** fal's ID of the key. */
        @NonNull
        public String keyId() {
            return keyId;
        }

        String alias() {
            return alias;
        }

        Origin origin() {
            return new Origin(run, started, node, job);
        }

        AdminReference admin() {
            return new AdminReference(adminCredentialsId, adminContext, adminKeyId);
        }
    }
}
