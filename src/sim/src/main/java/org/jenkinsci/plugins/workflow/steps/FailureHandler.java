package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;

/** Changes the exceptions that leave a block. */
@FunctionalInterface
public interface FailureHandler extends Serializable {

    Throwable handle(StepContext context, Throwable thrown);

    static Throwable apply(StepContext context, Throwable thrown) {
        try {
            FailureHandler handler = context.get(FailureHandler.class);
            return handler == null ? thrown : handler.handle(context, thrown);
        } catch (Exception e) {
            thrown.addSuppressed(e);
            return thrown;
        }
    }

    static FailureHandler merge(FailureHandler original, FailureHandler subsequent) {
        return original == null
                ? subsequent
                : (context, thrown) -> subsequent.handle(context, original.handle(context, thrown));
    }
}
