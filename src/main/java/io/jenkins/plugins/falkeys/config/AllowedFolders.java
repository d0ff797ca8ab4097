package io.jenkins.plugins.falkeys.config;

import hudson.model.ItemGroup;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * The folders whose jobs may use the controller's admin key.
 *
 * @param entries full names of folders; {@code *} for all jobs
 */
record AllowedFolders(List<String> entries) {

    private static final String ALL_JOBS = "*";

    /**
     * Parses the entries as a user wrote them. Spaces and slashes around names are removed, empty entries are dropped,
     * and an entry with several lines counts as several entries.
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

    /** The entries after a folder was renamed or moved, which may be an entry itself or contain some. */
    AllowedFolders moved(String oldName, String newName) {
        return new AllowedFolders(entries.stream()
                .map(entry -> isAt(entry, oldName) ? newName + entry.substring(oldName.length()) : entry)
                .distinct()
                .toList());
    }

    /** The entries without a deleted folder and all folders below it. */
    AllowedFolders without(String deleted) {
        return new AllowedFolders(
                entries.stream().filter(entry -> !isAt(entry, deleted)).toList());
    }

    /** The entries that are not the full name of a folder. */
    List<String> unknown() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return entries.stream()
                    .filter(entry -> !entry.equals(ALL_JOBS) && !isFolder(entry))
                    .toList();
        }
    }

    /**
     * Jenkins may ignore the case when it finds an item by name, but the use of the admin key depends on the exact
     * name.
     */
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
