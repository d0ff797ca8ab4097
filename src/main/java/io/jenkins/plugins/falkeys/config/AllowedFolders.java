package io.jenkins.plugins.falkeys.config;

import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * The folders whose jobs the controller's admin key serves.
 *
 * @param entries full names of folders; {@code *} for all jobs
 */
record AllowedFolders(List<String> entries) {

    private static final String ALL_JOBS = "*";

    /**
     * Reads what somebody wrote: blanks and slashes around a name do not count, nor do empty entries, and an entry of
     * several lines is several entries.
     */
    static AllowedFolders of(List<String> texts) {
        return new AllowedFolders(texts.stream()
                .flatMap(String::lines)
                .map(AllowedFolders::fullName)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList());
    }

    private static String fullName(String text) {
        return Arrays.stream(text.split("/"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining("/"));
    }

    boolean allow(String jobFullName) {
        return entries.stream().anyMatch(entry -> entry.equals(ALL_JOBS) || isBelow(jobFullName, entry));
    }

    /** The same folders after one of them, or one above some of them, was renamed or moved. */
    AllowedFolders moved(String oldName, String newName) {
        return new AllowedFolders(entries.stream()
                .map(entry -> isAt(entry, oldName) ? newName + entry.substring(oldName.length()) : entry)
                .distinct()
                .toList());
    }

    /** The same folders without one that was deleted, and what was below it. */
    AllowedFolders without(String deleted) {
        return new AllowedFolders(
                entries.stream().filter(entry -> !isAt(entry, deleted)).toList());
    }

    /** The entries that no folder has for its full name. */
    List<String> unknown() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return entries.stream()
                    .filter(entry -> !entry.equals(ALL_JOBS) && !isFolder(entry))
                    .toList();
        }
    }

    /** Jenkins finds an item by a name in other case as well, but who may use the admin key is a matter of its name. */
    private static boolean isFolder(String entry) {
        return Jenkins.get().getItemByFullName(entry) instanceof ItemGroup<?> group
                && group.getFullName().equals(entry);
    }

    private static boolean isAt(String fullName, String folder) {
        return fullName.equals(folder) || isBelow(fullName, folder);
    }

    private static boolean isBelow(String fullName, String folder) {
        return fullName.startsWith(folder + "/");
    }
}
