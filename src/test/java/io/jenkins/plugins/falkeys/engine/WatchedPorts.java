package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.Ledger;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Ports that report when a durable change is about to be made, and when it has been made. */
public final class WatchedPorts {

    private WatchedPorts() {}

    /** Is notified of each point, and may block or abort the work there. */
    @FunctionalInterface
    public interface Watch {

        /**
         * @param whose the job of the record, or the ID of the credential
         * @param point such as {@code before ledger ACTIVE} or {@code after store adds}
         */
        void at(String whose, String point);
    }

    /** The work between two points. */
    private interface Work<T, E extends Exception> {
        T run() throws E;
    }

    private static <T, E extends Exception> T around(Watch watch, String whose, String name, Work<T, E> work) throws E {
        watch.at(whose, "before " + name);
        T result = work.run();
        watch.at(whose, "after " + name);
        return result;
    }

    public static Ledger ledger(Ledger ledger, Watch watch) {
        return new ForwardingLedger(ledger) {
            @Override
            public void add(KeyRecord keyRecord) throws IOException {
                around(watch, keyRecord.origin().job(), "ledger " + keyRecord.state(), () -> {
                    super.add(keyRecord);
                    return null;
                });
            }

            /** The change is computed first, because a watch that blocks must not delay other records. */
            @Override
            public Optional<KeyRecord> update(String id, UnaryOperator<KeyRecord> change) throws IOException {
                Optional<KeyRecord> current = get(id);
                Optional<KeyRecord> changed = current.map(change);
                if (changed.equals(current)) {
                    return super.update(id, change);
                }
                KeyRecord coming = changed.orElseThrow();
                return around(watch, coming.origin().job(), "ledger " + coming.state(), () -> super.update(id, change));
            }

            @Override
            public void remove(String id, Predicate<KeyRecord> condition) throws IOException {
                Optional<KeyRecord> going = get(id).filter(condition);
                if (going.isEmpty()) {
                    return;
                }
                around(watch, going.get().origin().job(), "ledger forgets", () -> {
                    super.remove(id, condition);
                    return null;
                });
            }
        };
    }

    public static CredentialStores stores(CredentialStores stores, Watch watch) {
        return new CredentialStores() {
            @Override
            public void add(Target target, FalKey key, String description) throws KeyException {
                around(watch, target.credentialsId(), "store adds", () -> {
                    stores.add(target, key, description);
                    return null;
                });
            }

            @Override
            public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
                    throws KeyException {
                around(watch, target.credentialsId(), "store updates", () -> {
                    stores.update(target, oldKeyId, key, description);
                    return null;
                });
            }

            @Override
            @CheckForNull
            public String keyId(Target target) throws KeyException {
                return stores.keyId(target);
            }

            @Override
            public Map<String, Target> keyIds() {
                return stores.keyIds();
            }

            @Override
            @CheckForNull
            public String description(Target target, String keyId) {
                return stores.description(target, keyId);
            }

            @Override
            public void setDescription(Target target, String keyId, String description) throws KeyException {
                around(watch, target.credentialsId(), "store describes", () -> {
                    stores.setDescription(target, keyId, description);
                    return null;
                });
            }

            @Override
            public boolean holds(Target target, String keyId) {
                return stores.holds(target, keyId);
            }

            @Override
            public void remove(Target target, String keyId) throws KeyException {
                around(watch, target.credentialsId(), "store removes", () -> {
                    stores.remove(target, keyId);
                    return null;
                });
            }
        };
    }
}
