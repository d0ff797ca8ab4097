package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Times;
import io.jenkins.plugins.falkeys.view.KeyRow;
import io.jenkins.plugins.falkeys.view.KeyStates;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** A key that a run created or deleted, as shown to every user who may read the run. */
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

    /** The keys of a run. Only users who may configure the job see the IDs of keys and credentials. */
    static List<RunKey> of(Run<?, ?> run, Stream<KeyRecord> records) {
        boolean withIds = run.getParent().hasPermission(Item.CONFIGURE);
        return records.map(keyRecord -> new RunKey(run, keyRecord, replaced(keyRecord), withIds))
                .toList();
    }

    @CheckForNull
    private static KeyRecord replaced(KeyRecord keyRecord) {
        return keyRecord.replaces() == null
                ? null
                : FalKeys.get()
                        .keys()
                        .records()
                        .get(keyRecord.replaces().recordId())
                        .orElse(null);
    }

    @Exported
    public String getAlias() {
        return keyRecord.alias();
    }

    /** The current state, under its documented name. */
    @Exported
    public String getState() {
        return keyRecord.state().name();
    }

    /** The current state in the user's language. */
    public String stateName() {
        return KeyStates.name(keyRecord.state());
    }

    /** When the key was created; null as long as that is not known. */
    @Exported
    @CheckForNull
    public String getCreatedAt() {
        return text(keyRecord.createdAt());
    }

    /** The earliest time at which the key is deleted; null if that is not known in advance. */
    @Exported
    @CheckForNull
    public String getDeletedAfter() {
        return text(keyRecord.notBefore());
    }

    /** When the key is deleted together with its credential; null for never, and once it has been deleted. */
    @Exported
    @CheckForNull
    public String getExpiresAt() {
        return keyRecord.state() == KeyState.ACTIVE ? text(keyRecord.expiresAt()) : null;
    }

    /** The time of expiry in Jenkins' usual format. */
    public String expiresAtText() {
        return Times.text(keyRecord.expiresAt());
    }

    /** Whether a step of this run requested the end of the key, as opposed to the end of a block. */
    @Exported
    public boolean isEnded() {
        return keyRecord.endedBy() != null && keyRecord.endedBy().run().equals(run.getExternalizableId());
    }

    /**
     * Who created the key, if it was another run or a user; null if it was this run, or if the reader may not see it.
     */
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

    /** The state of the key that this one replaced; null if there is none on record. */
    @Exported
    @CheckForNull
    public String getReplacedState() {
        return replaced == null ? null : replaced.state().name();
    }

    /** The state of the replaced key in the user's language. */
    @CheckForNull
    public String replacedStateName() {
        return replaced == null ? null : KeyStates.name(replaced.state());
    }

    /** The ID of the key that this one replaced; null if there is none on record, or if the reader may not see it. */
    @Exported
    @CheckForNull
    public String getReplacedKeyId() {
        return withIds && replaced != null ? replaced.keyId() : null;
    }

    /** The key's ID; null as long as it is not known, or if the reader may not see it. */
    @Exported
    @CheckForNull
    public String getKeyId() {
        return withIds ? keyRecord.keyId() : null;
    }

    /** The ID of the credential; null if there is none, or if the reader may not see it. */
    @Exported
    @CheckForNull
    public String getCredentialsId() {
        return withIds && keyRecord.target() != null ? keyRecord.target().credentialsId() : null;
    }

    /** URL of the credential, relative to the root; null if its ID is null, and if the key is gone. */
    @CheckForNull
    public String credentialUrl() {
        return withIds ? new KeyRow(keyRecord).credentialUrl() : null;
    }

    /** Why the last attempt failed, which may contain IDs; null if none has, or if the reader may not see it. */
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
