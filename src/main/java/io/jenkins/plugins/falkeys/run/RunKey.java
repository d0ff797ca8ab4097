package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.view.KeyRow;
import io.jenkins.plugins.falkeys.view.KeyStates;
import java.time.Instant;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A key that a run made or deleted, for a page that anybody reads who may read the run. */
@ExportedBean(defaultVisibility = 3)
@Restricted(NoExternalUse.class)
public final class RunKey {

    private final Run<?, ?> run;
    private final KeyRecord keyRecord;
    private final KeyRecord replaced;
    private final boolean withIds;

    private RunKey(Run<?, ?> run, KeyRecord keyRecord, @CheckForNull KeyRecord replaced, boolean withIds) {
        this.run = run;
        this.keyRecord = keyRecord;
        this.replaced = replaced;
        this.withIds = withIds;
    }

    static RunKey of(Run<?, ?> run, KeyRecord keyRecord, boolean withIds) {
        KeyRecord replaced = keyRecord.replaces() == null
                ? null
                : FalKeys.get()
                        .keys()
                        .records()
                        .get(keyRecord.replaces().recordId())
                        .orElse(null);
        return new RunKey(run, keyRecord, replaced, withIds);
    }

    @Exported
    public String getAlias() {
        return keyRecord.alias();
    }

    /** The state now, as the documentation names it. */
    @Exported
    public String getState() {
        return keyRecord.state().name();
    }

    /** The same in the user's language. */
    public String stateName() {
        return KeyStates.name(keyRecord.state());
    }

    /** When the key was made; null while it is not known to be. */
    @Exported
    @CheckForNull
    public String getCreatedAt() {
        return text(keyRecord.createdAt());
    }

    /** When the key is deleted at the earliest; null when that is not known beforehand. */
    @Exported
    @CheckForNull
    public String getDeletedAfter() {
        return text(keyRecord.notBefore());
    }

    /** When the key is deleted with its credential; null for never, and once it is deleted. */
    @Exported
    @CheckForNull
    public String getExpiresAt() {
        return keyRecord.state() == KeyState.ACTIVE ? text(keyRecord.expiresAt()) : null;
    }

    /** The same as Jenkins shows times. */
    public String expiresAtText() {
        return Times.text(keyRecord.expiresAt());
    }

    /** Whether the run asked for the key's end by a step of its own, not by the end of a block. */
    @Exported
    public boolean isEnded() {
        return keyRecord.endedBy() != null && keyRecord.endedBy().run().equals(run.getExternalizableId());
    }

    /** Who made the key, where that is another run or a user; null where it is this run, or the reader may not see it. */
    @Exported
    @CheckForNull
    public String getMadeBy() {
        String maker = keyRecord.origin().maker();
        return !withIds || maker.equals(run.getExternalizableId()) ? null : maker;
    }

    /** Whether the key replaced an older one. */
    @Exported
    public boolean isRotated() {
        return keyRecord.replaces() != null;
    }

    /** The state of the key whose place this one took; null when there is none on record. */
    @Exported
    @CheckForNull
    public String getReplacedState() {
        return replaced == null ? null : replaced.state().name();
    }

    /** The same in the user's language. */
    @CheckForNull
    public String replacedStateName() {
        return replaced == null ? null : KeyStates.name(replaced.state());
    }

    /** The ID of the key whose place this one took; null when there is none on record, or the reader may not see it. */
    @Exported
    @CheckForNull
    public String getReplacedKeyId() {
        return withIds && replaced != null ? replaced.keyId() : null;
    }

    /** The key's ID; null while it is not known, or when the reader may not see it. */
    @Exported
    @CheckForNull
    public String getKeyId() {
        return withIds ? keyRecord.keyId() : null;
    }

    /** The ID of the credential; null when there is none, or the reader may not see it. */
    @Exported
    @CheckForNull
    public String getCredentialsId() {
        return withIds && keyRecord.target() != null ? keyRecord.target().credentialsId() : null;
    }

    /** URL of the credential below the root; null like its ID, and when the key is gone. */
    @CheckForNull
    public String credentialUrl() {
        return withIds ? new KeyRow(keyRecord).credentialUrl() : null;
    }

    /** Why the last attempt failed, which may name IDs; null when none did, or the reader may not see it. */
    @Exported
    @CheckForNull
    public String getLastError() {
        return withIds ? keyRecord.lastError() : null;
    }

    @CheckForNull
    private static String text(@CheckForNull Instant time) {
        return time == null ? null : time.toString();
    }
}
