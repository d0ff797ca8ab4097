package io.jenkins.plugins.falkeys.engine.revoke;

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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Finds the account of a key, with an admin key of it. fal answers 204 to the deletion of any ID, so a deletion with
 * another account's admin key would prove nothing. An admin key is known to belong to the right account if it minted
 * the key, if its account has the recorded name, or if its list contains the key.
 */
public final class AccountOfKey {

    private final Ports ports;
    private final Accounts accounts;
    private final Executor pool;
    private final StopSignal stop;

    /**
     * @param pool runs work as SYSTEM
     */
    public AccountOfKey(Ports ports, Accounts accounts, Executor pool, StopSignal stop) {
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
        return Futures.compose(pool, () -> {
            List<AdminAccess> configured = configured(keyRecord);
            for (AdminAccess admin : configured) {
                if (keyRecord.admin().isSameAs(admin.reference())) {
                    return accounts.of(admin.key()).thenApply(account -> Optional.of(new Found(account, admin)));
                }
            }
            return first(keyRecord, configured, 0);
        });
    }

    /** The admin key that the record names comes first. */
    private List<AdminAccess> configured(KeyRecord keyRecord) throws KeyException {
        Set<AdminAccess> found = new LinkedHashSet<>();
        KeyException missing = null;
        try {
            found.add(ports.adminKeys().recall(keyRecord.admin()));
        } catch (KeyException e) {
            missing = e;
        }
        if (missing != null
                || !keyRecord.admin().isSameAs(found.iterator().next().reference())) {
            found.addAll(ports.adminKeys().configured());
        }
        if (found.isEmpty()) {
            throw missing;
        }
        return new ArrayList<>(found);
    }

    private CompletableFuture<Optional<Found>> first(KeyRecord keyRecord, List<AdminAccess> configured, int index) {
        if (index == configured.size()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        AdminAccess admin = configured.get(index);
        return accounts.of(admin.key())
                .thenCompose(account -> isOf(keyRecord, account, admin)
                        .thenCompose(right -> right
                                ? CompletableFuture.completedFuture(Optional.of(new Found(account, admin)))
                                : first(keyRecord, configured, index + 1)));
    }

    private CompletableFuture<Boolean> isOf(KeyRecord keyRecord, Account account, AdminAccess admin) {
        if (account.isNamed(keyRecord.account())) {
            return CompletableFuture.completedFuture(true);
        }
        boolean otherName = account.name() != null && keyRecord.account() != null;
        if (!otherName && keyRecord.keyId() == null && keyRecord.admin().mayBe(admin.reference())) {
            // no key in the list can prove it, and nothing contradicts it
            return CompletableFuture.completedFuture(true);
        }
        if (otherName || keyRecord.keyId() == null && !keyRecord.uniqueAlias()) {
            return CompletableFuture.completedFuture(false);
        }
        return account.listing().read(admin.key(), Wait.forever(ports, stop)).thenApply(list -> shows(list, keyRecord));
    }

    /** If the key's ID is not known, its unique alias identifies it. */
    private static boolean shows(KeyList list, KeyRecord keyRecord) {
        return keyRecord.keyId() != null
                ? list.has(keyRecord.keyId())
                : list.keys().stream().anyMatch(key -> key.alias().equals(keyRecord.alias()));
    }
}
