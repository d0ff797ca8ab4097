package io.jenkins.plugins.falkeys.engine.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.port.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The fal accounts of the admin keys that were used since Jenkins started. Admin keys of one account share it: fal is
 * asked for the account's name when an admin key is used for the first time.
 */
public final class Accounts {

    /** How long a request is held up by an account that does not tell its name. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private static final Duration NEXT_LOOK = Duration.ofMinutes(10);

    private final Ports ports;
    private final StopSignal stop;
    private final Map<String, Known> byAdminKey = new HashMap<>();
    private final Map<String, Account> byName = new HashMap<>();

    /**
     * @param stop ends every wait
     */
    public Accounts(Ports ports, StopSignal stop) {
        this.ports = ports;
        this.stop = stop;
    }

    /**
     * @param account completes when the name was looked for
     * @param lookAgain when the name is looked for again; null once it is known
     */
    private record Known(
            CompletableFuture<Account> account,
            @CheckForNull Instant lookAgain) {}

    /** The account of an admin key, without a name when fal does not tell it. Never fails. */
    public CompletableFuture<Account> of(AdminKey admin) {
        CompletableFuture<Account> found = new CompletableFuture<>();
        CompletableFuture<Account> usable = found;
        synchronized (this) {
            Known known = byAdminKey.get(admin.value());
            if (known != null && (known.lookAgain() == null || known.lookAgain().isAfter(ports.now()))) {
                return known.account();
            }
            if (known != null) {
                usable = known.account();
            }
            byAdminKey.put(admin.value(), new Known(usable, ports.now().plus(NEXT_LOOK)));
        }
        boolean first = usable == found;
        look(admin).whenComplete((name, error) -> found.complete(use(admin, name, first)));
        return usable;
    }

    private CompletableFuture<String> look(AdminKey admin) {
        CompletableFuture<String> name = new CompletableFuture<>();
        Timer.Cancellable timer = ports.timer().after(LONGEST_LOOK, () -> name.complete(null));
        ports.fal().account(admin).thenApply(AccountInfo::username).whenComplete((username, error) -> {
            timer.cancel();
            name.complete(username);
        });
        return name;
    }

    private synchronized Account use(AdminKey admin, @CheckForNull String name, boolean first) {
        if (name == null) {
            Account unnamed = new Account(null, ports, stop);
            if (!first) {
                return unnamed; // the one that is in use stays
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
