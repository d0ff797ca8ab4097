package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;

import io.jenkins.plugins.falkeys.api.FalException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** What users read when they do not get a key: what happened, whether a key exists now, what to do. */
final class Reports {

    private Reports() {}

    static String notMade(String alias, Throwable why) {
        return Messages.Reports_notMade(alias, why.getMessage());
    }

    static String ledgerFailed(String alias, IOException e) {
        return Messages.Reports_ledgerFailed(alias, e.getClass().getSimpleName());
    }

    /** What a user reads when the answer was lost, after fal's list was searched. */
    static String lost(KeyRecord looked, String why) {
        String alias = looked.alias();
        Instant sent = looked.sentAt();
        if (looked.uniqueAlias()) {
            return looked.keyId() == null
                    ? Messages.Reports_lostAndSearched(alias, sent, why)
                    : Messages.Reports_lostAndFound(alias, sent, why, looked.keyId(), fate(looked));
        }
        if (looked.search() == null) {
            return Messages.Reports_lostWithoutSearch(alias, sent, why);
        }
        List<KeyRecord.Candidate> candidates = looked.search().candidates();
        return candidates.isEmpty()
                ? Messages.Reports_lostAndNotListed(alias, sent, why)
                : Messages.Reports_lostWithCandidates(alias, sent, why, describe(candidates));
    }

    private static String describe(List<KeyRecord.Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> Messages.Reports_candidate(candidate.keyId(), candidate.createdAt()))
                .collect(Collectors.joining(", "));
    }

    static String takenBack(KeyRecord ended, Throwable why) {
        return Messages.Reports_takenBack(ended.alias(), ended.keyId(), reason(why), fate(ended));
    }

    static String stays(KeyRecord made, Throwable why) {
        return Messages.Reports_stays(made.alias(), made.keyId(), reason(why));
    }

    static String settledAsFailed(KeyRecord keyRecord) {
        String alias = keyRecord.alias();
        String keyId = keyRecord.keyId();
        if (keyRecord.state() == KeyState.UNRESOLVED) {
            return keyId == null
                    ? lost(keyRecord, Messages.Reports_stopped())
                    : Messages.Reports_inDoubt(alias, keyId, fate(keyRecord));
        }
        return keyId == null
                ? Messages.Reports_notMade(alias, keyRecord.lastError())
                : Messages.Reports_takenBackBefore(alias, keyId, fate(keyRecord));
    }

    static String fate(KeyRecord ended) {
        return switch (ended.state()) {
            case DELETED -> Messages.Reports_deletedAgain();
            case UNRESOLVED -> Messages.Reports_otherAccount();
            default -> Messages.Reports_stillLive(ended.lastError());
        };
    }

    static String reason(Throwable why) {
        if (why instanceof CancellationException) {
            return Messages.Reports_aborted();
        }
        boolean written = why instanceof KeyException || why instanceof FalException;
        return written ? why.getMessage() : why.getClass().getName();
    }
}
