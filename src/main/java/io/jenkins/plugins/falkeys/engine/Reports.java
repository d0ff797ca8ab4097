package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.api.FalException;
import java.io.IOException;
import java.util.concurrent.CancellationException;

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

    /** Puts down that nobody can know whether fal made the key. */
    static KeyException unresolved(Entry entry, String why) throws KeyException {
        entry.write((keyRecord, now) -> keyRecord.because(why).in(KeyState.UNRESOLVED, now));
        return new KeyException(unresolved(entry.current()));
    }

    private static String unresolved(KeyRecord keyRecord) {
        return "fal may have made a key '" + keyRecord.alias() + "' at " + keyRecord.sentAt()
                + ", or not: the answer was lost (" + keyRecord.lastError()
                + "). If it exists, its secret is lost: look for that alias among the keys of the account and delete"
                + " it. It was not asked for again, so there is one at most.";
    }

    static String takenBack(KeyRecord ended, Throwable why) {
        return "The key '" + ended.alias() + "' (" + ended.keyId() + ") could not be used: " + reason(why) + " "
                + fate(ended);
    }

    static String settledAsFailed(KeyRecord keyRecord) {
        if (keyRecord.state() == KeyState.UNRESOLVED) {
            return unresolved(keyRecord);
        }
        return "The key '" + keyRecord.alias() + "' (" + keyRecord.keyId() + ") was taken back before Jenkins"
                + " restarted. " + fate(keyRecord);
    }

    private static String fate(KeyRecord ended) {
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
