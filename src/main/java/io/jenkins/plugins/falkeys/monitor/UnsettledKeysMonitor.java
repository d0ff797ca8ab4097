package io.jenkins.plugins.falkeys.monitor;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.view.KeyStates;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** Reports keys that may be live although nobody needs them: their deletion keeps failing, or fal's answer was lost. */
@Extension
@Restricted(NoExternalUse.class)
public final class UnsettledKeysMonitor extends AdministrativeMonitor {

    @Override
    public String getDisplayName() {
        return Messages.UnsettledKeysMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !getKeys().isEmpty();
    }

    /** Their records, oldest first. */
    public List<KeyRecord> getKeys() {
        return FalKeys.get().keys().records().unsettled();
    }

    /** The state of a key in the user's language. */
    public String stateName(KeyRecord keyRecord) {
        return KeyStates.name(keyRecord.state());
    }
}
