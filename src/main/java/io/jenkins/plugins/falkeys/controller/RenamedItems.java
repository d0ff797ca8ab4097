package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.falkeys.FalKeys;

/** Makes the ledger follow jobs and folders that are renamed or moved. Jenkins tells of each item below them, too. */
@Extension
public final class RenamedItems extends ItemListener {

    @Override
    public void onLocationChanged(@NonNull Item item, @NonNull String oldFullName, @NonNull String newFullName) {
        FalKeys.get().keys().upkeep().renamed(oldFullName, newFullName);
    }
}
