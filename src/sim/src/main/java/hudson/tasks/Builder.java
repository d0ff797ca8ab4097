package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.model.Describable;

/** A build step that runs before the post-build actions. */
public abstract class Builder implements BuildStep, Describable<Builder>, ExtensionPoint {}
