package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.model.Describable;

/** One step of a build, before the post-build actions. */
public abstract class Builder implements BuildStep, Describable<Builder>, ExtensionPoint {}
