package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Action;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.view.KeyStates;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** The keys that a run created or deleted, with their current state: a part of the run's page and of its REST API. */
@ExportedBean
@Restricted(NoExternalUse.class)
public final class RunKeysAction implements Action {

    private static final int MAX_SHOWN = 10;

    private final Run<?, ?> run;
    private final List<KeyRecord> records;

    RunKeysAction(Run<?, ?> run, List<KeyRecord> records) {
        this.run = run;
        this.records = records;
    }

    /** The keys, oldest first. */
    @Exported(visibility = 2)
    public List<RunKey> getKeys() {
        return RunKey.of(run, records.stream());
    }

    /**
     * How many keys are in a state.
     *
     * @param state in the user's language
     */
    public record Count(String state, int count) {}

    /** How many keys are in each state, for a run with many keys. */
    public List<Count> counts() {
        return Arrays.stream(KeyState.values())
                .map(state -> new Count(KeyStates.name(state), (int) records.stream()
                        .filter(keyRecord -> keyRecord.state() == state)
                        .count()))
                .filter(count -> count.count() > 0)
                .toList();
    }

    /** The most important keys: first those with problems, then the live ones. */
    public List<RunKey> shown() {
        return RunKey.of(
                run,
                records.stream()
                        .sorted(Comparator.comparing(RunKeysAction::rank))
                        .limit(MAX_SHOWN));
    }

    private static int rank(KeyRecord keyRecord) {
        if (keyRecord.lastError() != null && keyRecord.state() != KeyState.DELETED) {
            return 0;
        }
        return switch (keyRecord.state()) {
            case UNRESOLVED -> 1;
            case CREATING, DELETING -> 2;
            case ACTIVE -> 3;
            case DELETED -> 4;
        };
    }

    /** How many keys are not shown. */
    public int hidden() {
        return Math.max(0, records.size() - MAX_SHOWN);
    }

    /** URL of the page that shows all of them, relative to the root; null for a user who may not see it. */
    @CheckForNull
    public String allUrl() {
        return Jenkins.get().hasPermission(Jenkins.SYSTEM_READ)
                ? "manage/" + RecordLinks.PAGE + "/?text=" + Util.rawEncode(run.getExternalizableId())
                : null;
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
