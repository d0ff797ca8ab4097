package io.jenkins.plugins.falkeys.engine.record;

import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.account.StoppedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** What users read if they do not get a key: what happened, whether a key exists now, and what to do. */
public final class Reports {

    private Reports() {}

    public static String notMade(String alias, Throwable why) {
        return Messages.Reports_notMade(alias, why.getMessage());
    }

    public static String ledgerFailed(String alias, IOException e) {
        return Messages.Reports_ledgerFailed(alias, e.getClass().getSimpleName());
    }

    /** For a lost response, after fal's list has been searched or could not be read. */
    public static String lost(KeyRecord searched, String why) {
        String alias = searched.alias();
        String sent = Times.text(searched.sentAt());
        if (searched.keyId() != null) {
            return Messages.Reports_lostAndFound(alias, sent, why, searched.keyId(), fate(searched));
        }
        if (searched.search() == null || searched.search().problem() != null) {
            return searched.uniqueAlias()
                    ? Messages.Reports_lostAndNotSearched(alias, sent, why)
                    : Messages.Reports_lostWithoutSearch(alias, sent, why);
        }
        List<KeyRecord.Candidate> candidates = searched.search().candidates();
        if (!candidates.isEmpty()) {
            return Messages.Reports_lostWithCandidates(alias, sent, why, describe(candidates));
        }
        return searched.uniqueAlias()
                ? Messages.Reports_lostAndSearched(alias, sent, why)
                : Messages.Reports_lostAndNotListed(alias, sent, why);
    }

    private static String describe(List<KeyRecord.Candidate> candidates) {
        return candidates.stream()
                .map(candidate -> Messages.Reports_candidate(candidate.keyId(), Times.text(candidate.createdAt())))
                .collect(Collectors.joining(", "));
    }

    /** For a key that was created, but is being revoked because it could not be used. */
    public static String revokedUnused(KeyRecord ended, Throwable why) {
        return Messages.Reports_revokedUnused(ended.alias(), ended.keyId(), reason(why), fate(ended));
    }

    /** For a key that stays in its credential, although the request failed after it was stored. */
    public static String keptInCredential(KeyRecord minted, Throwable why) {
        return Messages.Reports_keptInCredential(minted.alias(), minted.keyId(), reason(why));
    }

    /** What is known about a key that is being revoked. */
    public static String fate(KeyRecord ended) {
        return switch (ended.state()) {
            case DELETED -> Messages.Reports_deletedAgain();
            case UNRESOLVED -> Messages.Reports_otherAccount();
            default ->
                ended.lastError() == null
                        ? Messages.Reports_beingDeleted()
                        : Messages.Reports_stillLive(ended.lastError());
        };
    }

    /** The reason for a failure, for users. */
    public static String reason(Throwable why) {
        if (why instanceof StoppedException) {
            return Messages.Reports_stopped();
        }
        if (why instanceof CancellationException) {
            return Messages.Reports_aborted();
        }
        boolean written = why instanceof KeyException || why instanceof FalException;
        return written ? why.getMessage() : why.getClass().getName();
    }
}
