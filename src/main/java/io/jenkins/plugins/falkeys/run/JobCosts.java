package io.jenkins.plugins.falkeys.run;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A job's page with the costs of its builds. */
@Restricted(NoExternalUse.class)
public final class JobCosts implements Action {

    /** The job's own page lists and loads that many builds anyway. */
    private static final int LISTED_BUILDS = 30;

    private final Job<?, ?> job;

    private JobCosts(Job<?, ?> job) {
        this.job = job;
    }

    /** Whether any of the builds that the job's page lists has figures. */
    public static boolean hasCosts(Job<?, ?> job) {
        return BuildCost.amongNewest(job, LISTED_BUILDS).findAny().isPresent();
    }

    public Job<?, ?> getJob() {
        return job;
    }

    /** The builds with figures, newest first. */
    public List<BuildCost> builds() {
        return BuildCost.newest(job).toList();
    }

    /** How many of the newest builds were searched for figures. */
    public int mostBuilds() {
        return BuildCost.MAX_BUILDS;
    }

    @Override
    public String getIconFileName() {
        return "symbol-analytics";
    }

    @Override
    public String getDisplayName() {
        return Messages.JobCosts_displayName();
    }

    @Override
    public String getUrlName() {
        return "fal-costs";
    }

    /** Shows the page for jobs that have figures. */
    @Extension
    @Restricted(NoExternalUse.class)
    @SuppressWarnings("rawtypes") // Job is declared as a raw type
    public static final class Factory extends TransientActionFactory<Job> {

        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Class<JobCosts> actionType() {
            return JobCosts.class;
        }

        @Override
        @NonNull
        public Collection<? extends Action> createFor(@NonNull Job target) {
            Job<?, ?> job = target;
            return hasCosts(job) ? List.of(new JobCosts(job)) : List.of();
        }
    }
}
