package io.jenkins.plugins.falkeys.sim;

import groovy.lang.Closure;
import org.codehaus.groovy.runtime.InvokerInvocationException;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;

/** Runs blocks of a script, each within its context. */
final class Block {

    private static final ThreadLocal<Context> CURRENT = new ThreadLocal<>();

    private Block() {}

    /** Part of a script. */
    @FunctionalInterface
    interface Code {
        Object run() throws Throwable;
    }

    /** The context of the code running on this thread. */
    static Context enclosing() {
        return CURRENT.get();
    }

    static Object run(Context context, Closure<?> body) throws Throwable {
        return run(context, body::call);
    }

    static Object run(Context context, Code code) throws Throwable {
        Context before = CURRENT.get();
        CURRENT.set(context);
        try {
            return code.run();
        } catch (Throwable t) {
            Throwable cause = t instanceof InvokerInvocationException && t.getCause() != null ? t.getCause() : t;
            throw FailureHandler.apply(new SimStepContext(context, null), cause);
        } finally {
            CURRENT.set(before);
        }
    }
}
