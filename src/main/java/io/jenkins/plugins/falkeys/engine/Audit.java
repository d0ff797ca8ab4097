package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Compares the ledger with fal's lists, one for each admin key that live keys were made with, and changes nothing. */
final class Audit {

    private final Work work;
    private final Origin origin;

    Audit(Work work, Origin origin) {
        this.work = work;
        this.origin = origin;
    }

    CompletableFuture<List<Comparison>> start() {
        return work.stage(this::accounts).thenCompose(this::compare);
    }

    /** An admin key and the live keys that it made. */
    private record Account(AdminReference reference, List<KeyRecord> live) {}

    /** The configured admin key comes first, also when it made nothing yet. */
    private List<Account> accounts() {
        Map<AdminReference, Account> accounts = new LinkedHashMap<>();
        try {
            AdminReference configured =
                    work.ports().adminKeys().serving(origin, null).reference();
            accounts.put(place(configured), new Account(configured, new ArrayList<>()));
        } catch (KeyException e) {
            // None is configured, or it is gone: those of the records are compared all the same.
        }
        work.ports().ledger().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .forEach(keyRecord -> accounts.computeIfAbsent(
                                place(keyRecord.admin()), place -> new Account(keyRecord.admin(), new ArrayList<>()))
                        .live()
                        .add(keyRecord));
        return List.copyOf(accounts.values());
    }

    /** Where an admin key is found, whatever key stands there today. */
    private static AdminReference place(AdminReference reference) {
        return new AdminReference(reference.credentialsId(), reference.context(), "");
    }

    private CompletableFuture<List<Comparison>> compare(List<Account> accounts) {
        CompletableFuture<List<Comparison>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Account account : accounts) {
            all = all.thenCombine(compare(account), (comparisons, comparison) -> {
                comparisons.add(comparison);
                return comparisons;
            });
        }
        return all;
    }

    private CompletableFuture<Comparison> compare(Account account) {
        return work.stage(() -> work.ports().adminKeys().recall(account.reference()))
                .thenCompose(admin -> work.list(admin)
                        .thenCompose(list -> work.stage(() -> compare(account, admin.reference(), list))))
                .exceptionally(thrown -> new Comparison(
                        account.reference(), Reports.reason(FalCalls.cause(thrown)), List.of(), List.of()));
    }

    private Comparison compare(Account account, AdminReference admin, KeyList list) {
        Set<String> listed = list.keys().stream().map(KeyInfo::keyId).collect(Collectors.toSet());
        Set<String> known = work.ports().ledger().all().stream()
                .filter(keyRecord -> keyRecord.state() != KeyState.DELETED)
                .flatMap(keyRecord -> keyRecord.candidates().stream())
                .map(KeyRecord.Candidate::keyId)
                .collect(Collectors.toCollection(HashSet::new));
        known.add(admin.keyId());
        return new Comparison(
                admin,
                null,
                list.keys().stream()
                        .filter(key -> !known.contains(key.keyId()))
                        .map(key -> new Comparison.Listed(key.keyId(), key.alias(), key.scope(), key.createdAt()))
                        .toList(),
                account.live().stream()
                        .filter(keyRecord -> !listed.contains(keyRecord.keyId()))
                        .toList());
    }
}
