package io.jenkins.plugins.falkeys.config;

import org.jvnet.localizer.Localizable;

/** Which of the keys that are stored in a folder the jobs below may manage, from the strictest to the loosest. */
public enum JobsMayManage {
    /** None: a job below neither makes, rotates nor deletes a key there. */
    NO_KEYS(Messages._JobsMayManage_noKeys()),

    /** A job makes keys there, and rotates and deletes those that it made itself. */
    OWN_KEYS(Messages._JobsMayManage_ownKeys()),

    /** A job makes keys there, and lists, rotates and deletes those of the other jobs as well. */
    ALL_KEYS(Messages._JobsMayManage_allKeys());

    private final Localizable displayName;

    JobsMayManage(Localizable displayName) {
        this.displayName = displayName;
    }

    /** How the forms show it. */
    public String getDisplayName() {
        return displayName.toString();
    }
}
