package io.jenkins.plugins.falkeys.dashboard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The keys that a run made or deleted, and what became of them: a part of the run's page and of its REST answer. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class RunKeysAction implements Action {

    private final Run<?, ?> run;
    private final List<KeyRecord> records;

    RunKeysAction(Run<?, ?> run, List<KeyRecord> records) {
        this.run = run;
        this.records = records;
    }

    /** The keys, oldest first; with IDs only for who may configure the job. */
    @Exported(visibility = 2)
    public List<RunKey> getKeys() {
        boolean withIds = run.getParent().hasPermission(Item.CONFIGURE);
        return records.stream()
                .map(keyRecord -> RunKey.of(run, keyRecord, withIds))
                .toList();
    }

    @Override
    @CheckForNull
    public String getIconFileName() {
        return null;
    }

    @Override
    @CheckForNull
    public String getDisplayName() {
        return null;
    }

    @Override
    @CheckForNull
    public String getUrlName() {
        return null;
    }
}
