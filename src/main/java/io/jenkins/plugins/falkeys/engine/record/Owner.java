package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The item that a key belongs to: the job that minted it, or the project that generated that job.
 *
 * @param id what stays the same when the item is renamed or moved, and what no other item ever has, also not one that
 *     gets its name later
 * @param name full name of the item when it was last heard of
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Owner(String id, String name) {

    Owner renamed(String oldName, String newName) {
        return name.equals(oldName) ? new Owner(id, newName) : this;
    }
}
