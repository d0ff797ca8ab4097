package org.jenkinsci.plugins.workflow.steps;

import java.io.Serializable;
import java.util.concurrent.Future;

/** The block of a step, while it runs. */
public abstract class BodyExecution implements Future<Object>, Serializable {

    public abstract boolean cancel(Throwable cause);
}
