package io.jenkins.plugins.falkeys;

/** What somebody who can edit a job, or only read it, could try. The first ones worked against other plugins. */
public enum Attack {
    TEST_CONNECTION(
            "Test the connection without permission or with a GET, to send the admin key to a URL of one's choice",
            "SECURITY-2593, SECURITY-3702, SECURITY-806, SECURITY-976, GHSA-xfrw-pcmc-r2p3"),
    CREDENTIAL_IDS(
            "Learn credential IDs from drop-downs, form validation or parts of pages",
            "SECURITY-2110, SECURITY-2189, SECURITY-2342, SECURITY-2350, SECURITY-3808"),
    SYSTEM_SCOPE("Use a credential with System scope in a job", "CVE-2025-67642"),
    PLAIN_TEXT(
            "Find a secret in plain text in `config.xml`, `build.xml`, a form or a REST response",
            "SECURITY-2053, SECURITY-157, SECURITY-248, SECURITY-3373"),
    AGENT_LOGS("Print a key on an agent that sends the log itself", "SECURITY-3075, SECURITY-3077"),
    MASKS(
            "Bypass masking with `$` expansion, with an exception, or because masks end too early",
            "SECURITY-1835, SECURITY-698, SECURITY-1374, SECURITY-3499, SECURITY-2213"),
    SYSTEM_LOG("Find a secret in the system log", "SECURITY-1124, SECURITY-704"),
    SIDE_EFFECTS("Make the snippet generator run a step", "SECURITY-3677"),
    TLS("Impersonate fal without its certificate", "GHSA-r3mm-v4x7-2phm"),
    MARKUP("Put a script into an alias, a description or an ID", "SECURITY-2701"),

    ADMIN_KEY("Get hold of the admin key, or choose another account", ""),
    ALLOWED_FOLDERS("Use the admin key from a folder that is not allowed", ""),
    STORES("Store a key where the job may not, or loosen the settings of a folder above", ""),
    CREDENTIAL_ID_TAKEOVER("Take the ID of another credential, or hide a credential", ""),
    OTHER_CREDENTIALS("Make the plugin change or remove a credential that does not hold its key", ""),
    OWNERS("List, rotate or delete the key of another owner", ""),
    IDS_ON_PAGES("Read IDs of keys and credentials on a build's page without Job/Configure", "");

    private final String text;
    private final String advisories;

    Attack(String text, String advisories) {
        this.text = text;
        this.advisories = advisories;
    }

    /** The attack, in Markdown. */
    public String text() {
        return text;
    }

    /** The security advisories for plugins against which it worked; empty for none. */
    public String advisories() {
        return advisories;
    }
}
