package io.jenkins.plugins.falkeys.engine.reconcile;

import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.BackOff;
import io.jenkins.plugins.falkeys.engine.account.Futures;
import io.jenkins.plugins.falkeys.engine.account.StopSignal;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import io.jenkins.plugins.falkeys.engine.account.Wait;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Reports;
import io.jenkins.plugins.falkeys.engine.revoke.AccountFinder;
import io.jenkins.plugins.falkeys.engine.revoke.Revocation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Finds out what happened to requests whose response was lost. It searches fal's list for keys that have the same
 * alias, are not older than the request, and are in no record. If the alias is unique, these keys are certainly ours
 * and are revoked. Otherwise they may be somebody else's, so they are only named. If there are none, that proves
 * nothing, since fal may finish later, so the list is searched again.
 */
public final class LostResponses {

    private static final Logger LOGGER = Logger.getLogger(LostResponses.class.getName());

    /** When the list is searched again after the first time, counted from the request. */
    private static final List<Duration> SEARCHES =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofHours(24));

    /** How often to check whether somebody has deleted the candidates. */
    private static final Duration LATER_SEARCHES = Duration.ofHours(24);

    /** The assumed difference between fal's clock and this machine's. */
    private static final Duration UNKNOWN_SKEW = Duration.ofMinutes(5);

    /** The remaining uncertainty if fal's response contains the time. */
    private static final Duration KNOWN_SKEW = Duration.ofSeconds(30);

    private final Ports ports;
    private final AccountFinder accounts;
    private final Revocation revocation;
    private final Executor pool;
    private final Wait untilStopped;
    private final BackOff backOff;
    private final Map<String, CompletableFuture<KeyRecord>> underWay = new ConcurrentHashMap<>();

    /**
     * @param pool runs work as SYSTEM
     */
    public LostResponses(Ports ports, AccountFinder accounts, Revocation revocation, Executor pool, StopSignal stop) {
        this.ports = ports;
        this.accounts = accounts;
        this.revocation = revocation;
        this.pool = pool;
        this.untilStopped = Wait.forever(ports, stop);
        this.backOff = new BackOff(ports.clock(), SEARCHES.get(0));
    }

    /**
     * Searches the list, for a caller that waits for the result.
     *
     * @param recordId the record of a request that was sent
     * @return the record after the search, {@link KeyState#UNRESOLVED} as long as nobody can know; fails only if the
     *     wait ends early
     */
    public CompletableFuture<KeyRecord> search(String recordId, Wait wait) {
        return wait.join(searchOnce(recordId), Messages::KeyListing_reading).exceptionallyCompose(thrown -> {
            Throwable why = Futures.cause(thrown);
            return why instanceof CancellationException
                    ? CompletableFuture.failedFuture(why)
                    : searchFailed(recordId, why);
        });
    }

    /** Searches the list, unless this account's list could recently not be read. */
    CompletableFuture<KeyRecord> searchNow(KeyRecord lost) {
        return accounts.find(lost)
                .thenCompose(found ->
                        found.isPresent() && found.get().account().listing().isBackingOff()
                                ? CompletableFuture.completedFuture(lost)
                                : searchOnce(lost.id()))
                .exceptionallyCompose(thrown -> searchFailed(lost.id(), Futures.cause(thrown)));
    }

    /** The same, if it is time for another search. */
    CompletableFuture<KeyRecord> searchIfDue(KeyRecord lost) {
        boolean due = backOff.isOver(lost.id()) && !due(lost).isAfter(ports.now());
        return due ? searchNow(lost) : CompletableFuture.completedFuture(lost);
    }

    private static Instant due(KeyRecord lost) {
        KeyRecord.Search search = lost.search();
        if (search == null || search.looks() == 0) {
            return lost.sentAt().plus(SEARCHES.get(0));
        }
        return search.candidates().isEmpty()
                ? lost.sentAt().plus(SEARCHES.get(Math.min(search.looks(), SEARCHES.size()) - 1))
                : lost.changedAt().plus(LATER_SEARCHES);
    }

    /** Joins a search that is already under way. */
    private CompletableFuture<KeyRecord> searchOnce(String recordId) {
        CompletableFuture<KeyRecord> mine = new CompletableFuture<>();
        CompletableFuture<KeyRecord> running = underWay.putIfAbsent(recordId, mine);
        if (running != null) {
            return running;
        }
        readAndSettle(recordId)
                .exceptionallyCompose(thrown -> searchFailed(recordId, Futures.cause(thrown)))
                .whenComplete((searched, error) -> {
                    underWay.remove(recordId);
                    if (error == null) {
                        mine.complete(searched);
                    } else {
                        mine.completeExceptionally(Futures.cause(error));
                    }
                });
        return mine;
    }

    /**
     * A key only counts as missing if two readings in a row lack it: fal's pages shift while keys are created and
     * deleted.
     */
    private CompletableFuture<KeyRecord> readAndSettle(String recordId) {
        return read(recordId)
                .thenCompose(list -> Futures.run(pool, () -> lacksKey(recordId, list))
                        .thenCompose(lacks -> lacks ? read(recordId) : CompletableFuture.completedFuture(list)))
                .thenCompose(list -> Futures.compose(pool, () -> settle(recordId, list)));
    }

    private CompletableFuture<KeyList> read(String recordId) {
        return Futures.compose(pool, () -> {
            KeyRecord lost = ports.ledger().get(recordId).orElseThrow();
            return accounts.call(
                            lost,
                            found ->
                                    found.account().listing().read(found.admin().key(), untilStopped))
                    .thenCompose(list -> list.isEmpty()
                            ? CompletableFuture.failedFuture(new KeyException(Messages.LostResponses_otherAccount(
                                    lost.admin().credentialsId())))
                            : CompletableFuture.completedFuture(list.get()));
        });
    }

    /** Whether the list would end the search, or lacks a key that an earlier one had. */
    private boolean lacksKey(String recordId, KeyList list) {
        KeyRecord lost = ports.ledger().get(recordId).orElseThrow();
        List<KeyRecord.Candidate> found = candidates(lost, list);
        return !found.containsAll(lost.candidates()) || searched(lost, found).state() == KeyState.DELETED;
    }

    private CompletableFuture<KeyRecord> settle(String recordId, KeyList list) throws IOException, KeyException {
        backOff.succeeded(recordId);
        KeyRecord lost = ports.ledger().get(recordId).orElseThrow();
        if (lost.keyId() != null || lost.state() == KeyState.DELETED) {
            return CompletableFuture.completedFuture(lost);
        }
        boolean requestedByOthers = hasOtherRequestFor(lost.alias(), lost.id());
        List<KeyRecord.Candidate> found = candidates(lost, list);
        if (!found.isEmpty() && requestedByOthers) {
            throw new KeyException(Messages.LostResponses_askedForByOthers(lost.alias()));
        }
        if (lost.uniqueAlias() && !found.isEmpty()) {
            revokeSiblings(
                    lost, found.stream().skip(1).map(KeyRecord.Candidate::keyId).toList(), sibling -> sibling);
            return revocation.revoke(
                    lost, current -> current.answered(found.get(0).keyId(), ports.now()));
        }
        return CompletableFuture.completedFuture(change(recordId, current -> searched(current, found)));
    }

    /** Revokes additional keys that the same request created, each with its own record. */
    void revokeSiblings(KeyRecord lost, List<String> keyIds, UnaryOperator<KeyRecord> change) throws IOException {
        for (String keyId : keyIds) {
            KeyRecord sibling = change.apply(lost.sibling(ports.newId(), keyId, ports.now()))
                    .in(KeyState.DELETING, ports.now());
            ports.ledger().add(sibling);
            revocation.attempt(sibling);
        }
    }

    /** A key that another record names is not a candidate. */
    private List<KeyRecord.Candidate> candidates(KeyRecord lost, KeyList list) {
        Instant since = list.time() == null
                ? lost.sentAt().minus(UNKNOWN_SKEW)
                : lost.sentAt().plus(Duration.between(ports.now(), list.time())).minus(KNOWN_SKEW);
        return list.keys().stream()
                .filter(key -> key.alias().equals(lost.alias()) && isUnknown(key))
                .filter(key -> lost.uniqueAlias()
                        || key.createdAt() == null
                        || !key.createdAt().isBefore(since))
                .map(key -> new KeyRecord.Candidate(key.keyId(), key.createdAt()))
                .toList();
    }

    private boolean isUnknown(KeyInfo key) {
        return ports.ledger().ofKey(key.keyId()).isEmpty();
    }

    /**
     * Whether another request for this alias is in flight. If so, nobody can tell whose key a candidate is. Must be
     * called before looking which keys have records: a request that ends in between has put its key on record.
     *
     * @param recordId the record of the request that is being settled
     */
    boolean hasOtherRequestFor(String alias, String recordId) {
        return ports.ledger().inState(KeyState.CREATING).stream()
                .anyMatch(other -> other.isInFlight()
                        && !other.id().equals(recordId)
                        && other.alias().equals(alias));
    }

    private KeyRecord searched(KeyRecord current, List<KeyRecord.Candidate> found) {
        if (current.keyId() != null || current.state() == KeyState.DELETED) {
            return current;
        }
        boolean hadCandidates = !current.candidates().isEmpty();
        KeyRecord searched = current.searched(found, ports.now());
        boolean over = found.isEmpty()
                && (hadCandidates || isSearchOver(current) || searched.search().looks() > SEARCHES.size());
        return over
                ? searched.settled(
                        hadCandidates ? Messages.LostResponses_gone() : Messages.LostResponses_notMade(), ports.now())
                : searched.in(KeyState.UNRESOLVED, ports.now());
    }

    /** After a day, the list contains whatever fal may have created. */
    private boolean isSearchOver(KeyRecord lost) {
        return !lost.sentAt().plus(SEARCHES.get(SEARCHES.size() - 1)).isAfter(ports.now());
    }

    private CompletableFuture<KeyRecord> searchFailed(String recordId, Throwable why) {
        if (why instanceof StoppedException || why instanceof NoSuchElementException) {
            return CompletableFuture.failedFuture(why);
        }
        backOff.failed(recordId);
        String problem = Messages.LostResponses_notSearched(Reports.reason(why));
        return Futures.run(
                pool,
                () -> change(
                        recordId,
                        current -> current.keyId() == null && current.state() != KeyState.DELETED
                                ? current.searchFailed(problem, ports.now()).in(KeyState.UNRESOLVED, ports.now())
                                : current));
    }

    private KeyRecord change(String recordId, UnaryOperator<KeyRecord> change) {
        try {
            return ports.ledger().update(recordId, change).orElseThrow();
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not record the search for the key of record " + recordId);
            return change.apply(ports.ledger().get(recordId).orElseThrow());
        }
    }
}
