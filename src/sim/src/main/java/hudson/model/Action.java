package hudson.model;

/** Something that is attached to a run, or to a step of it. */
public interface Action {}
