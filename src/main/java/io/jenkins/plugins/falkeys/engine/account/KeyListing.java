package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Reads an account's key list, once for everyone who asks at the same time. Whoever asks while a list is being read
 * gets the next reading, since the current one may lack what fal did in the meantime.
 */
public final class KeyListing {

    private static final Duration FIRST_BACK_OFF = Duration.ofMinutes(1);
    private static final String READING = "reading";
    private static final int LIKELY_PAGE_SIZE = 100;
    private static final int MAX_PAGES = 1000;

    private final Ports ports;
    private final RateLimitedCalls calls;
    private final Wait untilStopped;
    private Reading running;
    private Reading next;
    private final BackOff backOff;

    KeyListing(Ports ports, RateLimitedCalls calls, StopSignal stop) {
        this.ports = ports;
        this.calls = calls;
        this.untilStopped = Wait.forever(ports, stop);
        this.backOff = new BackOff(ports.clock(), FIRST_BACK_OFF);
    }

    /** Whether reading the list failed recently. If so, work that no user waits for should not try again yet. */
    public boolean isBackingOff() {
        return !backOff.isOver(READING);
    }

    /**
     * The keys of the account, read from now on. fal's pages shift while keys are created and deleted, so the list may
     * lack a key if another one was created or deleted in the meantime.
     *
     * @return fails with a {@link FalException} if any page is missing, since an incomplete list proves nothing
     */
    public CompletableFuture<KeyList> read(AdminKey admin, Wait wait) {
        Reading shared = shared(admin);
        return Futures.unwrapped(wait.join(shared.list(), Messages::KeyListing_reading)
                .exceptionallyCompose(thrown -> {
                    Throwable why = Futures.cause(thrown);
                    boolean otherKeyMayWork = why instanceof FalException e
                            && e.refusesTheAdminKey()
                            && !shared.admin().value().equals(admin.value());
                    return otherKeyMayWork ? read(admin, wait) : CompletableFuture.failedFuture(why);
                }));
    }

    /**
     * @param admin the admin key of the first caller
     */
    private record Reading(AdminKey admin, CompletableFuture<KeyList> list) {}

    private Reading shared(AdminKey admin) {
        Reading mine = new Reading(admin, new CompletableFuture<>());
        synchronized (this) {
            if (next != null) {
                return next;
            }
            if (running != null) {
                next = mine;
                running.list().whenComplete((list, error) -> begin(mine));
                return mine;
            }
            running = mine;
        }
        begin(mine);
        return mine;
    }

    private void begin(Reading reading) {
        synchronized (this) {
            running = reading;
            next = null;
        }
        new Pages(reading.admin()).read().whenComplete((list, error) -> {
            finished(error == null, reading);
            if (error == null) {
                reading.list().complete(list);
            } else {
                reading.list().completeExceptionally(Futures.cause(error));
            }
        });
    }

    private synchronized void finished(boolean succeeded, Reading reading) {
        if (succeeded) {
            backOff.succeeded(READING);
        } else {
            backOff.failed(READING);
        }
        if (running == reading && next == null) {
            running = null;
        }
    }

    /** One reading, page by page. Only a failed page is requested again. */
    private final class Pages {

        private final AdminKey admin;
        private final Map<String, KeyInfo> keys = new LinkedHashMap<>();
        private final Set<String> cursors = new HashSet<>();
        private int pageSize = LIKELY_PAGE_SIZE;
        private int limit;

        Pages(AdminKey admin) {
            this.admin = admin;
        }

        CompletableFuture<KeyList> read() {
            return from(null);
        }

        private CompletableFuture<KeyList> from(@CheckForNull String cursor) {
            return calls.repeatable(untilStopped, () -> ports.fal().page(admin, cursor, limit))
                    .thenCompose(page -> take(page))
                    .exceptionallyCompose(thrown -> smaller(cursor, Futures.cause(thrown)));
        }

        private CompletableFuture<KeyList> take(KeyListPage page) {
            page.keys().forEach(key -> keys.putIfAbsent(key.keyId(), key));
            pageSize = page.keys().size();
            if (page.next() == null) {
                return CompletableFuture.completedFuture(new KeyList(List.copyOf(keys.values()), page.time()));
            }
            if (!cursors.add(page.next()) || cursors.size() >= MAX_PAGES) {
                return CompletableFuture.failedFuture(new KeyException(Messages.KeyListing_endless()));
            }
            return from(page.next());
        }

        /**
         * Asks for smaller pages if a page was too long. A cursor encodes a page number, so with smaller pages it
         * points to an earlier position: no key is skipped, and duplicates are recognized by their ID.
         */
        private CompletableFuture<KeyList> smaller(@CheckForNull String cursor, Throwable cause) {
            if (!(cause instanceof FalException e) || !e.tooLong() || limit == 1) {
                return CompletableFuture.failedFuture(cause);
            }
            limit = Math.max((limit == 0 ? pageSize : Math.min(limit, pageSize)) / 2, 1);
            cursors.clear();
            return from(cursor);
        }
    }
}
