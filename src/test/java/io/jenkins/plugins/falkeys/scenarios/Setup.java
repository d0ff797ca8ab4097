package io.jenkins.plugins.falkeys.scenarios;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * How the controller is set up for a scenario.
 *
 * @param job full name of the job; what stands before a slash are folders. {@code job} unless given
 * @param adminKey whether an admin key is configured; true unless given
 * @param allowedFolders who may use it; {@code ["*"]} unless given
 * @param allowRootStore true unless given
 * @param credentialsIdPrefix empty unless given
 * @param aliasPrefix empty unless given
 * @param waitBudgetSeconds 60 unless given
 * @param storeRefuses whether each store keeps what it is given, and says that it failed: on the simulated leg only
 * @param storeRefusesUpdates whether each store refuses what would change a credential, on the simulated leg only
 */
public record Setup(
        @CheckForNull String job,
        @CheckForNull Boolean adminKey,
        @CheckForNull List<String> allowedFolders,
        @CheckForNull Boolean allowRootStore,
        @CheckForNull String credentialsIdPrefix,
        @CheckForNull String aliasPrefix,
        @CheckForNull Integer waitBudgetSeconds,
        boolean storeRefuses,
        boolean storeRefusesUpdates) {

    /** What is left out is as the parameters above say. */
    public Setup {
        job = job == null ? "job" : job;
        adminKey = adminKey == null || adminKey;
        allowedFolders = allowedFolders == null ? List.of("*") : allowedFolders;
        allowRootStore = allowRootStore == null || allowRootStore;
        credentialsIdPrefix = credentialsIdPrefix == null ? "" : credentialsIdPrefix;
        aliasPrefix = aliasPrefix == null ? "" : aliasPrefix;
        waitBudgetSeconds = waitBudgetSeconds == null ? 60 : waitBudgetSeconds;
    }

    /** All as when nothing is given. */
    public static Setup usual() {
        return new Setup(null, null, null, null, null, null, null, false, false);
    }
}
