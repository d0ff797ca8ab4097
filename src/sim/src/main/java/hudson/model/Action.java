package hudson.model;

/** Something attached to a run, or to one of its steps. */
public interface Action {}
