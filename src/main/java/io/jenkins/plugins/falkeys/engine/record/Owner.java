package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The item that a key belongs to: the job that minted it, or the project that generated that job. A managed key belongs
 * to the folder that lists it, or to the controller.
 *
 * @param id remains the same if the item is renamed or moved, and is never used for another item, not even for one that
 *     later has the same name
 * @param name the last known full name of the item; empty for the controller
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Owner(String id, String name) {

    private static final String LIST = "list:";

    /**
     * The owner of the keys on a list of managed keys.
     *
     * @param id of the place that has the list
     * @param name full name of the folder; empty for the controller
     */
    public static Owner ofList(String id, String name) {
        return new Owner(LIST + id, name);
    }

    /** Whether this is the owner of a list of managed keys. */
    public boolean hasList() {
        return id.startsWith(LIST);
    }

    Owner renamed(String oldName, String newName) {
        return name.equals(oldName) ? new Owner(id, newName) : this;
    }
}
