package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.api.FalException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** What users read when they do not get a key: what happened, whether a key exists now, what to do. */
final class Reports {

    private Reports() {}

    static String notMade(String alias, Throwable why) {
        return "No key '" + alias + "' was made: " + why.getMessage();
    }

    static String ledgerFailed(String alias, IOException e) {
        return "The record of the key '" + alias + "' could not be written below JENKINS_HOME ("
                + e.getClass().getSimpleName() + "). Without it no key is asked for or kept. Is the disk full?";
    }

    /** What a user reads when the answer was lost, after fal's list was searched. */
    static String lost(KeyRecord looked, String why) {
        String what = "fal may have made a key '" + looked.alias() + "' at " + looked.sentAt()
                + ", or not: the answer was lost (" + why + ") ";
        if (looked.uniqueAlias()) {
            return what
                    + (looked.keyId() == null
                            ? "fal's list does not show it yet; it is searched again for a day, and the key deleted."
                            : "fal's list shows it: " + looked.keyId() + ". " + fate(looked));
        }
        List<KeyRecord.Candidate> candidates =
                looked.search() == null ? List.of() : looked.search().candidates();
        if (candidates.isEmpty()) {
            return what + "If it exists, its secret is lost. fal's list "
                    + (looked.search() == null ? "could not be searched" : "does not show it")
                    + " yet; it is searched again for a day, and what is found is kept on record. It was not asked for"
                    + " again, so there is one at most.";
        }
        return what + "Its secret is lost. fal's list shows: "
                + candidates.stream()
                        .map(candidate -> candidate.keyId() + " of " + candidate.createdAt())
                        .collect(Collectors.joining(", "))
                + ". If nobody else made it, delete it at fal. It was not asked for again.";
    }

    static String takenBack(KeyRecord ended, Throwable why) {
        return "The key '" + ended.alias() + "' (" + ended.keyId() + ") could not be used: " + reason(why) + " "
                + fate(ended);
    }

    static String stays(KeyRecord made, Throwable why) {
        return "The key '" + made.alias() + "' (" + made.keyId() + ") is in its credential, but: " + reason(why);
    }

    static String settledAsFailed(KeyRecord keyRecord) {
        if (keyRecord.state() == KeyState.UNRESOLVED) {
            return keyRecord.keyId() == null
                    ? lost(keyRecord, "Jenkins stopped meanwhile.")
                    : "The key '" + keyRecord.alias() + "' (" + keyRecord.keyId() + ") is in doubt. " + fate(keyRecord);
        }
        if (keyRecord.keyId() == null) {
            return notMade(keyRecord.alias(), new KeyException(keyRecord.lastError()));
        }
        return "The key '" + keyRecord.alias() + "' (" + keyRecord.keyId() + ") was taken back before Jenkins"
                + " restarted. " + fate(keyRecord);
    }

    static String fate(KeyRecord ended) {
        return switch (ended.state()) {
            case DELETED -> "It was deleted again.";
            case UNRESOLVED -> "It could not be deleted: it belongs to another account than today's admin key.";
            default ->
                "It is still live: its deletion failed (" + ended.lastError() + ") and is tried again until fal"
                        + " confirms it.";
        };
    }

    static String reason(Throwable why) {
        if (why instanceof CancellationException) {
            return "The build was aborted.";
        }
        boolean written = why instanceof KeyException || why instanceof FalException;
        return written ? why.getMessage() : why.getClass().getName();
    }
}
