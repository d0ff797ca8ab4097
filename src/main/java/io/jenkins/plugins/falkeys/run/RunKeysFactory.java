package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Shows the keys that a run created or deleted on its page. They come from the ledger, so nothing is saved with the
 * run.
 */
@Extension
@Restricted(NoExternalUse.class)
@SuppressWarnings("rawtypes") // the type of runs is a raw one
public final class RunKeysFactory extends TransientActionFactory<Run> {

    @Override
    public Class<Run> type() {
        return Run.class;
    }

    @Override
    public Class<RunKeysAction> actionType() {
        return RunKeysAction.class;
    }

    @Override
    @NonNull
    public Collection<? extends Action> createFor(@NonNull Run target) {
        List<KeyRecord> records =
                FalKeys.get().keys().records().touchedBy(target.getExternalizableId(), target.getTimeInMillis());
        return records.isEmpty() ? List.of() : List.of(new RunKeysAction(target, records));
    }
}
