package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The fal accounts of the admin keys used since Jenkins started. When an admin key is used for the first time, fal is
 * asked for the name of its account, and admin keys with the same account share it.
 */
public final class Accounts {

    /** How long a request waits for the name of an account. */
    private static final Duration NAME_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration RETRY_AFTER = Duration.ofMinutes(10);

    /**
     * The maximum number of parallel requests. It is low enough to leave threads for other work if none is answered.
     */
    private static final int PARALLEL_REQUESTS = 2;

    private final Ports ports;
    private final StopSignal stop;
    private final Map<String, Known> byAdminKey = new HashMap<>();
    private final Map<String, Account> byName = new HashMap<>();
    private final Queue<NameRequest> queue = new ArrayDeque<>();
    private int running;

    /**
     * @param stop ends every wait
     */
    public Accounts(Ports ports, StopSignal stop) {
        this.ports = ports;
        this.stop = stop;
    }

    /**
     * @param account completes when fal has been asked for the name
     * @param askAgainAt when to ask for the name again; null once it is known
     */
    private record Known(
            CompletableFuture<Account> account,
            @CheckForNull Instant askAgainAt) {}

    /** The account of an admin key, without a name if fal does not give one. Never fails. */
    public CompletableFuture<Account> of(AdminKey admin) {
        CompletableFuture<Account> found = new CompletableFuture<>();
        CompletableFuture<Account> usable = found;
        synchronized (this) {
            Known known = byAdminKey.get(admin.value());
            if (known != null) {
                Instant askAgainAt = known.askAgainAt();
                if (askAgainAt == null || askAgainAt.isAfter(ports.now())) {
                    return known.account();
                }
                usable = known.account();
            }
            byAdminKey.put(admin.value(), new Known(usable, ports.now().plus(RETRY_AFTER)));
        }
        boolean first = usable == found;
        requestName(admin).whenComplete((name, error) -> found.complete(use(admin, name, first)));
        return usable;
    }

    /** A request for the name of an account. It completes with null if fal does not give one in time. */
    private record NameRequest(AdminKey admin, CompletableFuture<String> name) {}

    private CompletableFuture<String> requestName(AdminKey admin) {
        CompletableFuture<String> name = new CompletableFuture<>();
        Timer.Cancellable timer = ports.timer().after(NAME_TIMEOUT, () -> name.complete(null));
        name.whenComplete((username, error) -> timer.cancel());
        synchronized (this) {
            queue.add(new NameRequest(admin, name));
        }
        startNext();
        return name;
    }

    private void startNext() {
        NameRequest next;
        synchronized (this) {
            queue.removeIf(request -> request.name().isDone());
            next = running < PARALLEL_REQUESTS ? queue.poll() : null;
            if (next == null) {
                return;
            }
            running++;
        }
        ports.fal().account(next.admin()).thenApply(AccountInfo::username).whenComplete((username, error) -> {
            next.name().complete(username);
            synchronized (this) {
                running--;
            }
            startNext();
        });
    }

    private synchronized Account use(AdminKey admin, @CheckForNull String name, boolean first) {
        if (name == null) {
            Account unnamed = new Account(null, ports, stop);
            if (!first) {
                return unnamed; // keep the account that is already in use
            }
            byAdminKey.put(
                    admin.value(),
                    new Known(
                            CompletableFuture.completedFuture(unnamed),
                            ports.now().plus(RETRY_AFTER)));
            return unnamed;
        }
        Account account = byName.computeIfAbsent(name, unknown -> new Account(unknown, ports, stop));
        byAdminKey.put(admin.value(), new Known(CompletableFuture.completedFuture(account), null));
        return account;
    }
}
