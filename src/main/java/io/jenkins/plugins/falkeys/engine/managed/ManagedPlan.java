package io.jenkins.plugins.falkeys.engine.managed;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.managed.ManagedStep.Action;
import io.jenkins.plugins.falkeys.engine.mint.CredentialHandOver;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.port.Ports;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Compares the lists of managed keys with the records and the stores. Does not call fal and changes nothing. */
final class ManagedPlan {

    private final Ports ports;
    private final String prefix;
    private final Instant now;

    /** The owners of the listed keys, by credential. */
    private final Map<Target, Owner> listed = new HashMap<>();

    ManagedPlan(Ports ports) {
        this.ports = ports;
        this.prefix = ports.settings().credentialsIdPrefix();
        this.now = ports.now();
    }

    /** One step for each entry, in the order of the lists, then one for each key that is no longer listed. */
    List<ManagedStep> steps() {
        List<ManagedStep> steps = new ArrayList<>();
        for (ManagedEntry entry : new LinkedHashSet<>(ports.settings().managedKeys())) {
            steps.add(step(entry));
        }
        ports.ledger().inState(KeyState.ACTIVE).stream()
                .filter(this::isUnlisted)
                .map(keyRecord -> new ManagedStep(
                        null,
                        keyRecord.alias(),
                        keyRecord.target(),
                        keyRecord,
                        Action.UPDATE,
                        ports.stores().holds(keyRecord.target(), keyRecord.keyId())
                                ? Messages.ManagedPlan_unlisted()
                                : Messages.ManagedPlan_unlistedAndGone(),
                        true))
                .forEach(steps::add);
        return steps;
    }

    /** If a list's folder is gone, the list owns nothing any more, so there is nothing to change. */
    private boolean isUnlisted(KeyRecord keyRecord) {
        Owner owner = keyRecord.owner();
        return owner != null
                && owner.hasList()
                && keyRecord.target() != null
                && !isSame(owner, listed.get(keyRecord.target()))
                && ports.owners().exists(owner);
    }

    /** An alias from YAML may have line breaks. It is refused, and must not break the lines of a log or a table. */
    private static String onOneLine(String alias) {
        return alias == null ? "" : alias.replaceAll("[\\p{Cntrl}\u0085\u2028\u2029]+", " ");
    }

    private ManagedStep step(ManagedEntry entry) {
        Target target = entry.target(prefix);
        ManagedStep nothing = new ManagedStep(
                entry, onOneLine(entry.alias()), target, null, Action.NOTHING, Messages.ManagedPlan_asListed(), true);
        if (!entry.mayUseStore()) {
            return nothing.refused(Messages.ManagedPlan_otherStore(target.describe(), entry.place()));
        }
        try {
            Origin origin = Origin.ofList(entry.place(), "", now);
            Owner owner = ports.owners().of(origin);
            if (listed.putIfAbsent(target, owner) != null) {
                return nothing.refused(Messages.ManagedPlan_listedTwice(target.describe()));
            }
            ManagedStep step = step(entry, owner, nothing);
            return step.possible() ? refusedUnlessPossible(step, origin, nothing) : step;
        } catch (KeyException e) {
            return nothing.refused(e.getMessage());
        }
    }

    private ManagedStep refusedUnlessPossible(ManagedStep step, Origin origin, ManagedStep nothing) {
        try {
            requirePossible(step, origin);
            return step;
        } catch (KeyException e) {
            String why = step.action() == Action.RESTORE
                    ? Messages.ManagedPlan_notRestored(step.current().keyId(), e.getMessage())
                    : e.getMessage();
            return nothing.with(Action.NOTHING, why, step.current()).refused(why);
        }
    }

    private ManagedStep step(ManagedEntry entry, Owner owner, ManagedStep nothing) {
        Target target = nothing.target();
        List<KeyRecord> records = ports.ledger().ofCredential(target);
        Optional<KeyRecord> held = last(
                records,
                keyRecord ->
                        keyRecord.state() == KeyState.ACTIVE && ports.stores().holds(target, keyRecord.keyId()));
        if (records.stream().anyMatch(keyRecord -> keyRecord.state() == KeyState.CREATING)) {
            return nothing.with(Action.NOTHING, Messages.ManagedPlan_underWay(), held.orElse(null));
        }
        if (held.isPresent()) {
            return hasOtherOwner(held.get(), owner)
                    ? nothing.refused(Messages.ManagedPlan_othersKey(target.describe()))
                    : change(entry, owner, held.get(), nothing);
        }
        if (records.stream().anyMatch(ManagedPlan::isUncertain)) {
            return nothing.with(Action.NOTHING, Messages.ManagedPlan_uncertain(), null);
        }
        return last(records, keyRecord -> keyRecord.state() == KeyState.ACTIVE && !hasOtherOwner(keyRecord, owner))
                .map(gone -> nothing.with(Action.RESTORE, Messages.ManagedPlan_gone(gone.keyId()), gone))
                .orElseGet(() -> nothing.with(Action.CREATE, Messages.ManagedPlan_missing(), null));
    }

    /** For a credential that holds a key which the list owns, or may take over. */
    private ManagedStep change(ManagedEntry entry, Owner owner, KeyRecord held, ManagedStep nothing) {
        if (!held.alias().equals(entry.alias())) {
            return nothing.with(Action.ROTATE, Messages.ManagedPlan_otherAlias(held.alias()), held);
        }
        if (entry.rotateAfterDays() > 0) {
            Instant due = RotationTime.of(held, nothing.target(), entry.rotateAfterDays());
            if (!due.isAfter(now)) {
                return nothing.with(Action.ROTATE, Messages.ManagedPlan_due(Times.text(due)), held);
            }
        }
        if (!isSame(owner, held.owner())) {
            return nothing.with(Action.UPDATE, Messages.ManagedPlan_ownerless(), held);
        }
        return hasOtherDescription(entry, held)
                ? nothing.with(Action.UPDATE, Messages.ManagedPlan_otherDescription(), held)
                : nothing.with(Action.NOTHING, nothing.why(), held);
    }

    private boolean hasOtherDescription(ManagedEntry entry, KeyRecord held) {
        return entry.description() != null
                && !CredentialHandOver.clean(entry.description())
                        .equals(ports.stores().description(held.target(), held.keyId()));
    }

    /** Whether the key has another owner, which still exists. A list may take over a key without an owner. */
    private boolean hasOtherOwner(KeyRecord keyRecord, Owner owner) {
        return keyRecord.owner() != null
                && !isSame(owner, keyRecord.owner())
                && ports.owners().exists(keyRecord.owner());
    }

    static boolean isSame(Owner owner, @CheckForNull Owner other) {
        return other != null && owner.id().equals(other.id());
    }

    /** As long as fal may have minted an unknown key for this entry, minting another could leave one too many. */
    private static boolean isUncertain(KeyRecord keyRecord) {
        return keyRecord.state() == KeyState.UNRESOLVED
                && keyRecord.keyId() == null
                && (keyRecord.search() == null
                        || keyRecord.search().looks() == 0
                        || !keyRecord.candidates().isEmpty());
    }

    private static Optional<KeyRecord> last(List<KeyRecord> records, Predicate<KeyRecord> condition) {
        return records.stream().filter(condition).reduce((earlier, later) -> later);
    }

    /**
     * Makes the checks that the engine makes before it mints, so that the plan shows the reason and fal is not called.
     */
    private void requirePossible(ManagedStep step, Origin origin) throws KeyException {
        ManagedEntry entry = step.entry();
        switch (step.action()) {
            case CREATE, RESTORE -> {
                requireMayMint(entry, step.target(), origin);
                ports.access().target(origin, entry.store(), step.target().credentialsId());
                ports.access().requireFree(origin, step.target());
            }
            case ROTATE -> {
                requireMayMint(entry, step.target(), origin);
                ports.access().requireMayUpdate(origin, step.target());
            }
            case UPDATE -> ports.access().requireMayUpdate(origin, step.target());
            case NOTHING -> {}
        }
    }

    private void requireMayMint(ManagedEntry entry, Target target, Origin origin) throws KeyException {
        try {
            ports.settings().aliasPrefix(origin).checkAlias(entry.alias());
            CredentialIds.check(target.credentialsId(), prefix);
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
        ports.adminKeys().requireForOrigin(origin, entry.adminCredentialsId());
    }
}
