package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * The item that a key belongs to: the job that minted it, or the project that generated that job; for a managed key the
 * folder whose list it is in, or the controller.
 *
 * @param id what stays the same when the item is renamed or moved, and what no other item ever has, also not one that
 *     gets its name later
 * @param name full name of the item when it was last heard of; empty for the controller
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Owner(String id, String name) {

    private static final String LIST = "list:";

    /**
     * The place of a list of managed keys, which owns them.
     *
     * @param id of the place
     * @param name full name of the folder; empty for the controller
     */
    public static Owner ofList(String id, String name) {
        return new Owner(LIST + id, name);
    }

    /** Whether it is the place of a list of managed keys. */
    public boolean hasList() {
        return id.startsWith(LIST);
    }

    Owner renamed(String oldName, String newName) {
        return name.equals(oldName) ? new Owner(id, newName) : this;
    }
}
