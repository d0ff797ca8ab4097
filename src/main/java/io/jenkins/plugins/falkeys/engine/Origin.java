package io.jenkins.plugins.falkeys.engine;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The place in a build that asks for a key.
 *
 * @param run the run's {@code externalizableId}
 * @param started when the run was scheduled, in milliseconds since 1970. Tells it from a run of the same ID of a job
 *     that was deleted and made again
 * @param node the flow node's ID, or for a freestyle build an ID of its own for each build step
 * @param job the full name of the job
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Origin(String run, long started, String node, String job) {

    Origin renamed(String oldName, String newName) {
        return job.equals(oldName)
                ? new Origin(newName + run.substring(oldName.length()), started, node, newName)
                : this;
    }
}
