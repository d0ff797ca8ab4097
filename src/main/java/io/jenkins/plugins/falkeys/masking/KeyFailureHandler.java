package io.jenkins.plugins.falkeys.masking;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Removes a key from the exceptions that leave a block. */
public final class KeyFailureHandler implements FailureHandler {

    private static final long serialVersionUID = 1L;

    private final KeyMask mask;

    public KeyFailureHandler(KeyMask mask) {
        this.mask = mask;
    }

    @Override
    @NonNull
    public Throwable handle(@NonNull StepContext context, @NonNull Throwable thrown) {
        return MaskedException.of(thrown, mask.pattern());
    }
}
