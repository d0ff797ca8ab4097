package io.jenkins.plugins.falkeys.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import io.jenkins.plugins.falkeys.engine.record.Times;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A record as pages show it. */
@Restricted(NoExternalUse.class)
public final class KeyRow {

    private final KeyRecord keyRecord;

    public KeyRow(KeyRecord keyRecord) {
        this.keyRecord = keyRecord;
    }

    public KeyRecord keyRecord() {
        return keyRecord;
    }

    /** The state in the user's language. */
    public String state() {
        return KeyStates.name(keyRecord.state());
    }

    /** What the plugin will do with the key next, in the user's language. */
    public String next() {
        return KeyStates.next(keyRecord);
    }

    /** URL of the credential, relative to the root; null if it does not hold the key, or is not visible to the user. */
    @CheckForNull
    public String credentialUrl() {
        return keyRecord.target() == null || keyRecord.state() != KeyState.ACTIVE
                ? null
                : RecordLinks.url(keyRecord.target());
    }

    /** The folder of the credential, as users know it. */
    public String store() {
        return keyRecord.target() == null ? "" : RecordLinks.storeName(keyRecord.target());
    }

    /** URL of the run, relative to the root; null if there is none, or if it is not visible to the user. */
    @CheckForNull
    public String runUrl() {
        return RecordLinks.url(keyRecord.origin());
    }

    /** Full name of the item that the key belongs to; empty if it belongs to none, or if that item is gone. */
    public String owner() {
        return FalKeys.get().keys().records().hasOwner(keyRecord)
                ? keyRecord.owner().name()
                : "";
    }

    /**
     * Which list the managed key is on, or that it is no longer on one, in the user's language; empty for other keys.
     */
    public String managed() {
        Owner owner = FalKeys.get().keys().records().hasOwner(keyRecord) ? keyRecord.owner() : null;
        if (owner == null) {
            return keyRecord.origin().byList() && keyRecord.state() == KeyState.ACTIVE
                    ? Messages.KeyRow_noLongerManaged()
                    : "";
        }
        if (!owner.hasList()) {
            return "";
        }
        return owner.name().isEmpty()
                ? Messages.KeyRow_managedByController()
                : Messages.KeyRow_managedByFolder(owner.name());
    }

    /** URL of the owner, relative to the root; null if there is none, or if it is not visible to the user. */
    @CheckForNull
    public String ownerUrl() {
        return owner().isEmpty() ? null : RecordLinks.url(owner());
    }

    /** When the key was created or requested, in Jenkins' usual format. */
    public String sinceText() {
        return Times.text(since());
    }

    /** When the key was created or requested. */
    public Instant since() {
        return keyRecord.since().truncatedTo(ChronoUnit.SECONDS);
    }

    /** How long ago that was, in the user's language. */
    public String age() {
        return Util.getTimeSpanString(System.currentTimeMillis() - since().toEpochMilli());
    }
}
