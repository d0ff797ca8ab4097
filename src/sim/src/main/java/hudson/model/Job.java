package hudson.model;

/** What runs come from. */
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> implements Item {

    Job() {}
}
