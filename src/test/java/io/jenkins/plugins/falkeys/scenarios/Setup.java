package io.jenkins.plugins.falkeys.scenarios;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * How the controller is set up for a scenario.
 *
 * @param job full name of the job, including its folders; {@code job} if omitted
 * @param adminKey whether an admin key is configured; true if omitted
 * @param allowedFolders who may use it; {@code ["*"]} if omitted
 * @param allowRootStore true if omitted
 * @param credentialsIdPrefix empty if omitted
 * @param aliasPrefix empty if omitted
 * @param waitBudgetSeconds 60 if omitted
 * @param storeRefuses whether each store keeps what it is given but reports a failure; only on the simulated leg
 * @param storeRefusesUpdates whether each store refuses to change credentials; only on the simulated leg
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

    /** Sets the defaults listed above. */
    public Setup {
        job = job == null ? "job" : job;
        adminKey = adminKey == null || adminKey;
        allowedFolders = allowedFolders == null ? List.of("*") : allowedFolders;
        allowRootStore = allowRootStore == null || allowRootStore;
        credentialsIdPrefix = credentialsIdPrefix == null ? "" : credentialsIdPrefix;
        aliasPrefix = aliasPrefix == null ? "" : aliasPrefix;
        waitBudgetSeconds = waitBudgetSeconds == null ? 60 : waitBudgetSeconds;
    }

    /** The setup with all defaults. */
    public static Setup usual() {
        return new Setup(null, null, null, null, null, null, null, false, false);
    }
}
