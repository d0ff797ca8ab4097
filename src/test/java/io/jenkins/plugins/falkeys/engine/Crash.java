package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/**
 * The end of a controller at one of the points where it touches the world outside: from then on nothing that it does has
 * any effect. Each point lies before or after something that lasts.
 */
final class Crash {

    private final Runnable whenItHappens;
    private int pointsLeft;
    private String point;

    /**
     * @param afterPoints at which point it happens, counted from 1
     */
    Crash(int afterPoints, Runnable whenItHappens) {
        this.pointsLeft = afterPoints;
        this.whenItHappens = whenItHappens;
    }

    /** Where it happened; null while it did not. */
    @CheckForNull
    synchronized String point() {
        return point;
    }

    private synchronized void at(String name) {
        if (point == null && --pointsLeft == 0) {
            point = name;
            whenItHappens.run();
        }
        if (point != null) {
            throw new IllegalStateException("crashed at: " + point);
        }
    }

    /** What a controller does at one point. */
    private interface Work<E extends Exception> {
        void run() throws E;
    }

    private <E extends Exception> void around(String name, Work<E> work) throws E {
        at("before " + name);
        work.run();
        at("after " + name);
    }

    OkHttpClient client(OkHttpClient client) {
        return client.newBuilder()
                .addInterceptor(chain -> {
                    Response response = null;
                    try {
                        at("before " + chain.request().method());
                        response = chain.proceed(chain.request());
                        at("after " + chain.request().method());
                        return response;
                    } catch (IllegalStateException e) {
                        if (response != null) {
                            response.close();
                        }
                        throw new IOException(e);
                    }
                })
                .build();
    }

    Ledger ledger(Ledger ledger) {
        return new Ledger() {
            @Override
            public void put(KeyRecord keyRecord) throws IOException {
                around("ledger " + keyRecord.state(), () -> ledger.put(keyRecord));
            }

            @Override
            public void remove(KeyRecord keyRecord) throws IOException {
                around("ledger forgets", () -> ledger.remove(keyRecord));
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

    CredentialStores stores(CredentialStores stores) {
        return new CredentialStores() {
            @Override
            public Target target(Origin origin, @CheckForNull String folder, String credentialsId) throws KeyException {
                return stores.target(origin, folder, credentialsId);
            }

            @Override
            public Set<String> sharedWith(Origin origin) {
                return stores.sharedWith(origin);
            }

            @Override
            public void requireFree(Origin origin, Target target) throws KeyException {
                stores.requireFree(origin, target);
            }

            @Override
            public void requireMayUpdate(Target target) throws KeyException {
                stores.requireMayUpdate(target);
            }

            @Override
            public void requireMayDelete(Target target) throws KeyException {
                stores.requireMayDelete(target);
            }

            @Override
            public void add(Target target, FalKey key, String description) throws KeyException {
                around("store adds", () -> stores.add(target, key, description));
            }

            @Override
            public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
                    throws KeyException {
                around("store updates", () -> stores.update(target, oldKeyId, key, description));
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
                around("store removes", () -> stores.remove(target, keyId));
            }
        };
    }
}
