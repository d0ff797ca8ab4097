package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;
import io.jenkins.plugins.falkeys.FalKeys;

/** Updates the ledger when jobs and folders are renamed or moved. Jenkins also reports each item below them. */
@Extension
public final class RenamedItems extends ItemListener {

    @Override
    public void onLocationChanged(@NonNull Item item, @NonNull String oldFullName, @NonNull String newFullName) {
        FalKeys.get().keys().upkeep().renamed(oldFullName, newFullName);
    }
}
