package hudson.model;

/** A job, which has runs. */
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> implements Item {

    Job() {}
}
