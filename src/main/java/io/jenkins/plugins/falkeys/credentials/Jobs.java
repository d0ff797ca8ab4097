package io.jenkins.plugins.falkeys.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/** Finds the job and the run that request a key, whoever the build runs as. */
final class Jobs {

    private Jobs() {}

    @NonNull
    static Job<?, ?> job(Origin origin) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Job<?, ?> job = Jenkins.get().getItemByFullName(origin.job(), Job.class);
            if (job == null) {
                throw new KeyException(Messages.Jobs_jobGone(origin.job()));
            }
            return job;
        }
    }

    /** The item of this full name; null if there is none. */
    @CheckForNull
    static Item item(String fullName) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(fullName);
        }
    }

    @NonNull
    static Run<?, ?> run(Origin origin) throws KeyException {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            Run<?, ?> run = Run.fromExternalizableId(origin.run());
            if (run == null) {
                throw new KeyException(Messages.Jobs_buildGone(origin.run()));
            }
            return run;
        }
    }

    /** The groups that contain a job, from the nearest one up to Jenkins itself. */
    static List<ItemGroup<?>> groupsAbove(Job<?, ?> job) {
        List<ItemGroup<?>> groups = new ArrayList<>();
        ItemGroup<?> group = job.getParent();
        groups.add(group);
        while (group instanceof Item item) {
            group = item.getParent();
            groups.add(group);
        }
        return groups;
    }
}
