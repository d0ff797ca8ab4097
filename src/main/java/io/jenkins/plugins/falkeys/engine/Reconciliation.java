package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.AdminAccess;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Finds out what became of a request whose answer was lost: looks in fal's list for keys of its alias that are as young
 * as the request and unknown to the ledger. Under a unique alias they are surely its own, and are deleted; under any
 * other they may be somebody else's, and are named. That there is none proves nothing, since fal may finish later: the
 * list is searched again.
 */
final class Reconciliation {

    private static final Logger LOGGER = Logger.getLogger(Reconciliation.class.getName());
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** When the list is searched again after the first time, counted from the request. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(24));

    /** How often candidates are looked after that nobody has deleted yet. */
    private static final Duration LATER_LOOKS = Duration.ofHours(24);

    /** What the clocks of fal and this machine may differ by. */
    private static final Duration UNKNOWN_SKEW = Duration.ofMinutes(5);

    /** What is left of that where fal tells the time. */
    private static final Duration KNOWN_SKEW = Duration.ofSeconds(30);

    private final Ports ports;
    private final FalCalls calls;
    private final Executor pool;
    private final Deletions deletions;

    Reconciliation(Ports ports, FalCalls calls, Executor pool, Deletions deletions) {
        this.ports = ports;
        this.calls = calls;
        this.pool = pool;
        this.deletions = deletions;
    }

    /**
     * Searches the list.
     *
     * @param lost the record of a request that was sent
     * @return the record as it is then, {@link KeyState#UNRESOLVED} while nobody can know; never fails
     */
    CompletableFuture<KeyRecord> look(KeyRecord lost) {
        FalCalls.Patience patience = new FalCalls.Patience(now().plus(PATIENCE), new CompletableFuture<Void>());
        return calls.repeatable(pool, patience, () -> candidates(lost))
                .handle((found, error) -> error == null
                        ? settle(lost, found)
                        : CompletableFuture.completedFuture(notSearched(lost, FalCalls.cause(error))))
                .thenCompose(settled -> settled);
    }

    /** Searches the list if that is due. */
    CompletableFuture<KeyRecord> lookAgain(KeyRecord lost) {
        return due(lost).isAfter(now()) ? CompletableFuture.completedFuture(lost) : look(lost);
    }

    private static Instant due(KeyRecord lost) {
        KeyRecord.Search search = lost.search();
        if (search == null) {
            return lost.changedAt().plus(LOOKS.get(0));
        }
        return search.candidates().isEmpty()
                ? lost.sentAt().plus(LOOKS.get(search.looks() - 1))
                : lost.changedAt().plus(LATER_LOOKS);
    }

    private List<KeyRecord.Candidate> candidates(KeyRecord lost) throws FalException, KeyException {
        AdminAccess admin = ports.adminKeys().recall(lost.admin());
        if (lost.admin().isOtherThan(admin.reference())) {
            throw new KeyException(
                    Messages.Reconciliation_otherAccount(lost.admin().credentialsId()));
        }
        KeyList list = ports.api().list(admin.key());
        Instant since = list.time() == null
                ? lost.sentAt().minus(UNKNOWN_SKEW)
                : lost.sentAt().plus(Duration.between(now(), list.time())).minus(KNOWN_SKEW);
        Set<String> known = ports.ledger().all().stream()
                .map(KeyRecord::keyId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return list.keys().stream()
                .filter(key -> key.alias().equals(lost.alias()) && !known.contains(key.keyId()))
                .filter(key -> key.createdAt() == null || !key.createdAt().isBefore(since))
                .map(Reconciliation::candidate)
                .toList();
    }

    private static KeyRecord.Candidate candidate(KeyInfo key) {
        return new KeyRecord.Candidate(key.keyId(), key.createdAt());
    }

    private CompletableFuture<KeyRecord> settle(KeyRecord lost, List<KeyRecord.Candidate> found) {
        if (lost.uniqueAlias() && !found.isEmpty()) {
            found.stream().skip(1).forEach(candidate -> deletions.end(lost.sibling(candidate.keyId(), now())));
            return deletions.end(lost.answered(found.get(0).keyId(), now()));
        }
        return CompletableFuture.completedFuture(searched(lost, found));
    }

    private KeyRecord searched(KeyRecord lost, List<KeyRecord.Candidate> found) {
        KeyRecord.Search before = lost.search();
        int looks = before == null ? 1 : before.looks() + 1;
        boolean hadCandidates = before != null && !before.candidates().isEmpty();
        boolean over = found.isEmpty() && (hadCandidates || looks > LOOKS.size());
        KeyRecord searched = lost.searched(new KeyRecord.Search(looks, found), now());
        return write(
                over
                        ? searched.because(
                                        hadCandidates
                                                ? Messages.Reconciliation_gone()
                                                : Messages.Reconciliation_notMade())
                                .in(KeyState.DELETED, now())
                        : searched.in(KeyState.UNRESOLVED, now()));
    }

    private KeyRecord notSearched(KeyRecord lost, Throwable why) {
        return write(lost.because(Messages.Reconciliation_notSearched(Reports.reason(why)))
                .in(KeyState.UNRESOLVED, now()));
    }

    private KeyRecord write(KeyRecord keyRecord) {
        try {
            ports.ledger().put(keyRecord);
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not record the search for key '" + keyRecord.alias() + "'");
        }
        return keyRecord;
    }

    private Instant now() {
        return ports.clock().instant();
    }
}
