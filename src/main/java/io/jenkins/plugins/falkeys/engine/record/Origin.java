package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Messages;
import java.time.Instant;
import java.util.UUID;

/**
 * Who asks for a key: a place in a build, a person, or a list of managed keys.
 *
 * @param run the run's {@code externalizableId}; empty for a person, {@code managed} for a list of managed keys
 * @param started when the run was scheduled, in milliseconds since 1970. Tells it from a run of the same ID of a job
 *     that was deleted and made again. For a person when they asked
 * @param node the flow node's ID, or for a freestyle build an ID of its own for each build step, or for each request of
 *     a person
 * @param job the full name of the job that the key belongs to, or of the folder whose list asks; empty for none
 * @param user ID of the person; null for all others
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Origin(
        String run,
        long started,
        String node,
        String job,
        @CheckForNull String user) {

    /** In place of a run's ID, which has a number sign. */
    private static final String LIST = "managed";

    /** A place in a build. */
    public Origin(String run, long started, String node, String job) {
        this(run, started, node, job, null);
    }

    /**
     * A list of managed keys.
     *
     * @param place full name of the folder whose list it is; empty for the controller's
     * @param node an ID of its own for each request
     */
    public static Origin ofList(String place, String node, Instant now) {
        return new Origin(LIST, now.toEpochMilli(), node, place, null);
    }

    /** A person, who may work with every key of the controller. The caller has checked that they may. */
    public static Origin ofPerson(String user, Instant now) {
        return new Origin("", now.toEpochMilli(), UUID.randomUUID().toString(), "", user);
    }

    /** Whether this is that place in a build, which a rename of its job does not change. */
    public boolean isSamePlace(Origin other) {
        return started == other.started && node.equals(other.node);
    }

    /** Whether a person asks, not a build. */
    public boolean byPerson() {
        return user != null;
    }

    /** Whether a list of managed keys asks, not a build. */
    public boolean byList() {
        return run.equals(LIST);
    }

    /** Whether this is a place in that run. */
    public boolean isOf(String otherRun, long otherStarted) {
        return run.equals(otherRun) && started == otherStarted;
    }

    /** Who it is, in a word: the run's ID or the user's, or the list. */
    public String maker() {
        if (byList()) {
            return job.isEmpty() ? Messages.Origin_listOfController() : Messages.Origin_listOfFolder(job);
        }
        return byPerson() ? user : run;
    }

    /** The same origin, for a key that takes the place of one of that job: it stays the job's. */
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
