package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Settles an {@link KeyState#UNRESOLVED} record by what a person knows of it. */
final class Resolution {

    private final Work work;
    private final Origin origin;
    private final String recordId;

    Resolution(Work work, Origin origin, String recordId) {
        this.work = work;
        this.origin = origin;
        this.recordId = recordId;
    }

    /**
     * Deletes the keys that the record may stand for.
     *
     * @param seen the IDs of the keys that the person saw: no other key is deleted
     */
    CompletableFuture<KeyRecord> delete(Set<String> seen) {
        return work.stage(() -> deleteNow(seen)).thenCompose(ended -> ended);
    }

    private CompletableFuture<KeyRecord> deleteNow(Set<String> seen) throws KeyException {
        KeyRecord unresolved = find();
        if (unresolved.keyId() != null) {
            return work.deletions().end(unresolved.endedBy(origin));
        }
        List<String> candidates =
                unresolved.candidates().stream().map(KeyRecord.Candidate::keyId).toList();
        if (candidates.isEmpty()) {
            throw new KeyException(Messages.Resolution_noCandidate(unresolved.alias()));
        }
        if (!seen.equals(new HashSet<>(candidates))) {
            throw new KeyException(Messages.Resolution_otherCandidates(String.join(", ", candidates)));
        }
        candidates.stream()
                .skip(1)
                .forEach(keyId -> work.deletions()
                        .end(unresolved.sibling(keyId, work.now()).endedBy(origin)));
        return work.deletions()
                .end(unresolved.answered(candidates.get(0), work.now()).endedBy(origin));
    }

    /** Settles the record without a deletion: whatever it may stand for is not this controller's. */
    CompletableFuture<KeyRecord> takeAsForeign() {
        return work.stage(() -> {
            Entry entry = new Entry(work.ports(), find());
            entry.write((keyRecord, now) -> keyRecord
                    .endedBy(origin)
                    .because(Messages.Resolution_foreign(origin.maker()))
                    .in(KeyState.DELETED, now));
            return entry.current();
        });
    }

    private KeyRecord find() throws KeyException {
        KeyRecord found = work.own().ofRecord(origin, recordId);
        if (found.state() != KeyState.UNRESOLVED) {
            throw new KeyException(Messages.Resolution_resolved(found.alias(), found.state()));
        }
        return found;
    }
}
