package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Ports that say when something that lasts is about to happen, and when it has happened. */
public final class WatchedPorts {

    private WatchedPorts() {}

    /** Is told of each point, and may end or stop the work there. */
    @FunctionalInterface
    public interface Watch {

        /**
         * @param whose the job of the record, or the ID of the credential
         * @param point such as {@code before ledger ACTIVE} or {@code after store adds}
         */
        void at(String whose, String point);
    }

    /** What happens between two points. */
    private interface Work<E extends Exception> {
        void run() throws E;
    }

    private static <E extends Exception> void around(Watch watch, String whose, String name, Work<E> work) throws E {
        watch.at(whose, "before " + name);
        work.run();
        watch.at(whose, "after " + name);
    }

    public static Ledger ledger(Ledger ledger, Watch watch) {
        return new Ledger() {
            @Override
            public void put(KeyRecord keyRecord) throws IOException {
                around(watch, keyRecord.origin().job(), "ledger " + keyRecord.state(), () -> ledger.put(keyRecord));
            }

            @Override
            public void remove(KeyRecord keyRecord) throws IOException {
                around(watch, keyRecord.origin().job(), "ledger forgets", () -> ledger.remove(keyRecord));
            }

            @Override
            public Optional<KeyRecord> get(String id) {
                return ledger.get(id);
            }

            @Override
            public Optional<KeyRecord> latest(Origin origin) {
                return ledger.latest(origin);
            }

            @Override
            public List<KeyRecord> ofRun(String run) {
                return ledger.ofRun(run);
            }

            @Override
            public List<KeyRecord> all() {
                return ledger.all();
            }
        };
    }

    public static CredentialStores stores(CredentialStores stores, Watch watch) {
        return new CredentialStores() {
            @Override
            public void add(Target target, FalKey key, String description) throws KeyException {
                around(watch, target.credentialsId(), "store adds", () -> stores.add(target, key, description));
            }

            @Override
            public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
                    throws KeyException {
                around(
                        watch,
                        target.credentialsId(),
                        "store updates",
                        () -> stores.update(target, oldKeyId, key, description));
            }

            @Override
            @CheckForNull
            public String keyId(Target target) throws KeyException {
                return stores.keyId(target);
            }

            @Override
            public boolean holds(Target target, String keyId) {
                return stores.holds(target, keyId);
            }

            @Override
            public void remove(Target target, String keyId) throws KeyException {
                around(watch, target.credentialsId(), "store removes", () -> stores.remove(target, keyId));
            }
        };
    }
}
