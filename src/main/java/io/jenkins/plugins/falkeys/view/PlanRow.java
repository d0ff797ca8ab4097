package io.jenkins.plugins.falkeys.view;

import io.jenkins.plugins.falkeys.engine.managed.ManagedStep;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A planned change of a managed key, as pages show it. */
@Restricted(NoExternalUse.class)
public final class PlanRow {

    private final ManagedStep step;

    public PlanRow(ManagedStep step) {
        this.step = step;
    }

    public ManagedStep step() {
        return step;
    }

    /** The planned action, in the user's language. */
    public String action() {
        return step.possible() ? name(step.action()) : Messages.PlanRow_impossible();
    }

    private static String name(ManagedStep.Action action) {
        return switch (action) {
            case CREATE -> Messages.PlanRow_create();
            case ROTATE -> Messages.PlanRow_rotate();
            case RESTORE -> Messages.PlanRow_restore();
            case UPDATE -> Messages.PlanRow_update();
            case NOTHING -> Messages.PlanRow_nothing();
        };
    }

    /** The folder of the credential, as users know it. */
    public String store() {
        return RecordLinks.storeName(step.target());
    }
}
