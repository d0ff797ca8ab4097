package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.time.Instant;
import java.util.UUID;

/**
 * Who requests a key: a place in a build, a person, or a list of managed keys.
 *
 * @param run the run's {@code externalizableId}; empty for a person; {@code managed} for a list of managed keys
 * @param started when the run was scheduled, in milliseconds since 1970, which distinguishes it from a run with the
 *     same ID of a deleted job with the same name; for a person, the time of the request
 * @param node the flow node's ID; in a freestyle build, a separate ID for each build step; for a person, a separate ID
 *     for each request
 * @param job the full name of the job that the key belongs to, or of the folder that has the list; empty for none
 * @param user ID of the person; null for all others
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Origin(
        String run,
        long started,
        String node,
        String job,
        @CheckForNull String user) {

    /** Takes the place of a run's ID. It cannot be one, since those contain a number sign. */
    private static final String LIST = "managed";

    /** A place in a build. */
    public Origin(String run, long started, String node, String job) {
        this(run, started, node, job, null);
    }

    /**
     * A list of managed keys.
     *
     * @param place full name of the folder that has the list; empty for the controller
     * @param node a separate ID for each request
     */
    public static Origin ofList(String place, String node, Instant now) {
        return new Origin(LIST, now.toEpochMilli(), node, place, null);
    }

    /** A person, who may work with every key of the controller. The caller must have checked that. */
    public static Origin ofPerson(String user, Instant now) {
        return new Origin("", now.toEpochMilli(), UUID.randomUUID().toString(), "", user);
    }

    /** Whether both are the same place in the same build, even if its job was renamed in between. */
    public boolean isSamePlace(Origin other) {
        return started == other.started && node.equals(other.node);
    }

    /** Whether this is a person. */
    public boolean byPerson() {
        return user != null;
    }

    /** Whether this is a list of managed keys. */
    public boolean byList() {
        return run.equals(LIST);
    }

    /** Whether this is a place in that run. */
    public boolean isOf(String otherRun, long otherStarted) {
        return run.equals(otherRun) && started == otherStarted;
    }

    /** A short name: the run's ID, the user's ID, or that of a list. */
    public String maker() {
        if (byList()) {
            return job.isEmpty() ? Messages.Origin_listOfController() : Messages.Origin_listOfFolder(job);
        }
        return byPerson() ? user : run;
    }

    /** The same origin, for a key that replaces one of another job and belongs to that job as well. */
    public Origin onBehalfOf(String otherJob) {
        return byPerson() ? new Origin(run, started, node, otherJob, user) : this;
    }

    public Origin renamed(String oldName, String newName) {
        return job.equals(oldName)
                ? new Origin(
                        byPerson() || byList() ? run : newName + run.substring(oldName.length()),
                        started,
                        node,
                        newName,
                        user)
                : this;
    }
}
