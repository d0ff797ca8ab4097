package io.jenkins.plugins.falkeys.config;

import org.jvnet.localizer.Localizable;

/** Which keys in a folder's store the jobs below may manage, from the strictest to the loosest. */
public enum JobsMayManage {
    /** Jobs may not create, rotate or delete keys there. */
    NO_KEYS(Messages._JobsMayManage_noKeys()),

    /** A job may create keys there, and rotate and delete those that it created. */
    OWN_KEYS(Messages._JobsMayManage_ownKeys()),

    /** A job may create keys there, and list, rotate and delete all keys there, including those of other jobs. */
    ALL_KEYS(Messages._JobsMayManage_allKeys());

    private final Localizable displayName;

    JobsMayManage(Localizable displayName) {
        this.displayName = displayName;
    }

    /** The name in forms. */
    public String getDisplayName() {
        return displayName.toString();
    }
}
