package io.jenkins.plugins.falkeys.engine.revoke;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Account;
import io.jenkins.plugins.falkeys.engine.account.Accounts;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Finds the account of a key, with an admin key of it. fal answers 204 to the deletion of any ID, so a deletion with
 * another account's admin key would prove nothing. An admin key is known to belong to the right account if it minted
 * the key, if its account has the recorded name, or if its list contains the key.
 */
public final class AccountFinder {

    private final Ports ports;
    private final Accounts accounts;
    private final Executor pool;
    private final StopSignal stop;

    /**
     * @param pool runs work as SYSTEM
     */
    public AccountFinder(Ports ports, Accounts accounts, Executor pool, StopSignal stop) {
        this.ports = ports;
        this.accounts = accounts;
        this.pool = pool;
        this.stop = stop;
    }

    /** An account with an admin key of it. */
    public record Found(Account account, AdminAccess admin) {}

    /**
     * Finds the account of a record's key, with any configured admin key of that account.
     *
     * @return empty if no configured admin key is known to belong to that account; fails with a {@link KeyException} if
     *     there is no admin key at all
     */
    public CompletableFuture<Optional<Found>> find(KeyRecord keyRecord) {
        return find(keyRecord, Set.of());
    }

    /**
     * Makes a call with an admin key of the account of a record's key. If fal refuses that admin key, which may have
     * been revoked although its credential still exists, the next one is tried.
     *
     * @return as {@link #find}; fails as the call does
     */
    public <T> CompletableFuture<Optional<T>> call(KeyRecord keyRecord, Function<Found, CompletableFuture<T>> call) {
        return find(keyRecord).thenCompose(found -> call(keyRecord, call, found, Set.of()));
    }

    private <T> CompletableFuture<Optional<T>> call(
            KeyRecord keyRecord,
            Function<Found, CompletableFuture<T>> call,
            Optional<Found> found,
            Set<String> refused) {
        if (found.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return call.apply(found.get()).thenApply(Optional::of).exceptionallyCompose(thrown -> {
            Throwable why = Futures.cause(thrown);
            if (!(why instanceof FalException e) || !e.refusesTheAdminKey()) {
                return CompletableFuture.failedFuture(why);
            }
            Set<String> all = new HashSet<>(refused);
            all.add(found.get().admin().key().value());
            return find(keyRecord, all)
                    .exceptionally(none -> Optional.empty())
                    .thenCompose(next ->
                            next.isEmpty() ? CompletableFuture.failedFuture(why) : call(keyRecord, call, next, all));
        });
    }

    private CompletableFuture<Optional<Found>> find(KeyRecord keyRecord, Set<String> refused) {
        return Futures.compose(pool, () -> {
            List<AdminAccess> configured = configured(keyRecord, refused);
            for (AdminAccess admin : configured) {
                if (keyRecord.admin().isSameAs(admin.reference())) {
                    return accounts.of(admin.key()).thenApply(account -> Optional.of(new Found(account, admin)));
                }
            }
            // Names come first: if they are enough, nobody has to wait for the list of another account.
            return first(configured, (account, admin) -> isNamed(keyRecord, account), null)
                    .thenCompose(named -> named.isPresent()
                            ? CompletableFuture.completedFuture(named)
                            : first(configured, (account, admin) -> isOf(keyRecord, account, admin), null));
        });
    }

    /** The admin key that the record names comes first. */
    private List<AdminAccess> configured(KeyRecord keyRecord, Set<String> refused) throws KeyException {
        Set<AdminAccess> found = new LinkedHashSet<>();
        KeyException missing = null;
        try {
            found.add(ports.adminKeys().recall(keyRecord.admin()));
        } catch (KeyException e) {
            missing = e;
        }
        if (missing != null
                || !refused.isEmpty()
                || !keyRecord.admin().isSameAs(found.iterator().next().reference())) {
            found.addAll(ports.adminKeys().configured());
        }
        if (found.isEmpty()) {
            throw missing;
        }
        found.removeIf(admin -> refused.contains(admin.key().value()));
        return List.copyOf(found);
    }

    /**
     * The first of these admin keys that belongs to the account.
     *
     * @param belongs tells whether one does
     * @param failure why this could not be determined for an earlier one; null if it could
     */
    private CompletableFuture<Optional<Found>> first(
            List<AdminAccess> configured,
            BiFunction<Account, AdminAccess, CompletableFuture<Boolean>> belongs,
            @CheckForNull Throwable failure) {
        if (configured.isEmpty()) {
            return failure == null
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : CompletableFuture.failedFuture(failure);
        }
        AdminAccess admin = configured.get(0);
        List<AdminAccess> others = configured.subList(1, configured.size());
        return accounts.of(admin.key())
                .thenCompose(account -> belongs.apply(account, admin)
                        .handle((is, error) -> {
                            if (error != null) {
                                return first(others, belongs, Futures.cause(error));
                            }
                            return is
                                    ? CompletableFuture.completedFuture(Optional.of(new Found(account, admin)))
                                    : first(others, belongs, failure);
                        })
                        .thenCompose(found -> found));
    }

    private static CompletableFuture<Boolean> isNamed(KeyRecord keyRecord, Account account) {
        return CompletableFuture.completedFuture(account.isNamed(keyRecord.account()));
    }

    private CompletableFuture<Boolean> isOf(KeyRecord keyRecord, Account account, AdminAccess admin) {
        boolean otherName = account.name() != null && keyRecord.account() != null;
        if (!otherName && keyRecord.keyId() == null && keyRecord.admin().mayBeSameAs(admin.reference())) {
            // no key in the list can prove it, and nothing contradicts it
            return CompletableFuture.completedFuture(true);
        }
        if (keyRecord.keyId() == null && !keyRecord.uniqueAlias()) {
            return CompletableFuture.completedFuture(false);
        }
        // Regardless of the names, since an account may have been renamed.
        return account.listing().read(admin.key(), Wait.forever(ports, stop)).thenApply(list -> shows(list, keyRecord));
    }

    /** If the key's ID is not known, its unique alias identifies it. */
    private static boolean shows(KeyList list, KeyRecord keyRecord) {
        return keyRecord.keyId() != null
                ? list.has(keyRecord.keyId())
                : list.keys().stream().anyMatch(key -> key.alias().equals(keyRecord.alias()));
    }
}
