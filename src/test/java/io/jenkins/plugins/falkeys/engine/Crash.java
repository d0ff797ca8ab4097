package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.Ledger;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
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
        return WatchedPorts.ledger(ledger, (whose, point) -> at(point));
    }

    CredentialStores stores(CredentialStores stores) {
        return WatchedPorts.stores(stores, (whose, point) -> at(point));
    }
}
