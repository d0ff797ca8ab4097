package hudson.model;

/** Where a build writes its log. */
public interface BuildListener extends TaskListener {}
