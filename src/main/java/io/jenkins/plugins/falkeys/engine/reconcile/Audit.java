package io.jenkins.plugins.falkeys.engine.reconcile;

import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.engine.Comparison;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.AdminReference;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the ledger with fal's lists, one for each admin key that minted live keys. Changes nothing. */
public final class Audit {

    private final Engine engine;
    private final Ports ports;
    private final Origin origin;
    private final Executor caller;
    private final Wait wait;

    public Audit(Engine engine, Origin origin) {
        this.engine = engine;
        this.ports = engine.ports();
        this.origin = origin;
        this.caller = engine.callers().apply(origin);
        this.wait = engine.wait(new CompletableFuture<>(), line -> {});
    }

    public CompletableFuture<List<Comparison>> start() {
        return Futures.run(caller, this::sources).thenCompose(this::compare);
    }

    /** An admin key and the live keys that it minted. */
    private record Source(AdminReference reference, List<KeyRecord> live) {}

    /** The configured admin key comes first, even if it has not minted anything yet. */
    private List<Source> sources() {
        Map<AdminReference, Source> sources = new LinkedHashMap<>();
        try {
            AdminReference configured =
                    ports.adminKeys().forOrigin(origin, null).reference();
            sources.put(location(configured), new Source(configured, new ArrayList<>()));
        } catch (KeyException e) {
            // There is none, or it no longer exists. The admin keys in the records are compared nevertheless.
        }
        ports.ledger()
                .inState(KeyState.ACTIVE)
                .forEach(keyRecord -> sources.computeIfAbsent(
                                location(keyRecord.admin()),
                                location -> new Source(keyRecord.admin(), new ArrayList<>()))
                        .live()
                        .add(keyRecord));
        return List.copyOf(sources.values());
    }

    /** Where an admin key is found, whichever key is there now. */
    private static AdminReference location(AdminReference reference) {
        return new AdminReference(reference.credentialsId(), reference.context(), "");
    }

    private CompletableFuture<List<Comparison>> compare(List<Source> sources) {
        CompletableFuture<List<Comparison>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (Source source : sources) {
            all = all.thenCombine(compare(source), (comparisons, comparison) -> {
                comparisons.add(comparison);
                return comparisons;
            });
        }
        return all;
    }

    private CompletableFuture<Comparison> compare(Source source) {
        return Futures.run(caller, () -> ports.adminKeys().recall(source.reference()))
                .thenCompose(admin -> engine.accounts()
                        .of(admin.key())
                        .thenCompose(account -> account.listing().read(admin.key(), wait))
                        .thenCompose(list -> Futures.run(caller, () -> compare(source, admin.reference(), list))))
                .exceptionally(thrown -> new Comparison(
                        source.reference(), Reports.reason(Futures.cause(thrown)), List.of(), List.of()));
    }

    private Comparison compare(Source source, AdminReference admin, KeyList list) {
        Set<String> listed = list.keys().stream().map(KeyInfo::keyId).collect(Collectors.toSet());
        Set<String> known = Stream.of(KeyState.values())
                .filter(state -> state != KeyState.DELETED)
                .flatMap(state -> ports.ledger().inState(state).stream())
                .flatMap(keyRecord -> keyRecord.candidates().stream())
                .map(KeyRecord.Candidate::keyId)
                .collect(Collectors.toCollection(HashSet::new));
        known.add(admin.keyId());
        Map<String, Target> holders = ports.stores().keyIds();
        return new Comparison(
                admin,
                null,
                list.keys().stream()
                        .filter(key -> !known.contains(key.keyId()))
                        .map(key -> new Comparison.Listed(
                                key.keyId(), key.alias(), key.scope(), key.createdAt(), holders.get(key.keyId())))
                        .toList(),
                source.live().stream()
                        .filter(keyRecord -> !listed.contains(keyRecord.keyId()))
                        .toList());
    }
}
