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
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private static final Duration NEXT_LOOK = Duration.ofMinutes(10);

    /** How many accounts are asked at once: few enough to leave threads to all else while none of them answers. */
    private static final int LOOKS_AT_ONCE = 2;

    private final Ports ports;
    private final StopSignal stop;
    private final Map<String, Known> byAdminKey = new HashMap<>();
    private final Map<String, Account> byName = new HashMap<>();
    private final Queue<Look> looks = new ArrayDeque<>();
    private int looking;

    /**
     * @param stop ends every wait
     */
    public Accounts(Ports ports, StopSignal stop) {
        this.ports = ports;
        this.stop = stop;
    }

    /**
     * @param account completes when fal has been asked for the name
     * @param lookAgain when to ask for the name again; null once it is known
     */
    private record Known(
            CompletableFuture<Account> account,
            @CheckForNull Instant lookAgain) {}

    /** The account of an admin key, without a name if fal does not give one. Never fails. */
    public CompletableFuture<Account> of(AdminKey admin) {
        CompletableFuture<Account> found = new CompletableFuture<>();
        CompletableFuture<Account> usable = found;
        synchronized (this) {
            Known known = byAdminKey.get(admin.value());
            if (known != null) {
                Instant lookAgain = known.lookAgain();
                if (lookAgain == null || lookAgain.isAfter(ports.now())) {
                    return known.account();
                }
                usable = known.account();
            }
            byAdminKey.put(admin.value(), new Known(usable, ports.now().plus(NEXT_LOOK)));
        }
        boolean first = usable == found;
        look(admin).whenComplete((name, error) -> found.complete(use(admin, name, first)));
        return usable;
    }

    /** Who is asked for the name of an account, and what completes with it: null when fal does not tell it in time. */
    private record Look(AdminKey admin, CompletableFuture<String> name) {}

    private CompletableFuture<String> look(AdminKey admin) {
        CompletableFuture<String> name = new CompletableFuture<>();
        Timer.Cancellable timer = ports.timer().after(LONGEST_LOOK, () -> name.complete(null));
        name.whenComplete((username, error) -> timer.cancel());
        synchronized (this) {
            looks.add(new Look(admin, name));
        }
        lookNext();
        return name;
    }

    private void lookNext() {
        Look next;
        synchronized (this) {
            looks.removeIf(look -> look.name().isDone());
            next = looking < LOOKS_AT_ONCE ? looks.poll() : null;
            if (next == null) {
                return;
            }
            looking++;
        }
        ports.fal().account(next.admin()).thenApply(AccountInfo::username).whenComplete((username, error) -> {
            next.name().complete(username);
            synchronized (this) {
                looking--;
            }
            lookNext();
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
                            ports.now().plus(NEXT_LOOK)));
            return unnamed;
        }
        Account account = byName.computeIfAbsent(name, unknown -> new Account(unknown, ports, stop));
        byAdminKey.put(admin.value(), new Known(CompletableFuture.completedFuture(account), null));
        return account;
    }
}
