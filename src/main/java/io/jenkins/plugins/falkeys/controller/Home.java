package io.jenkins.plugins.falkeys.controller;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;

/** The format of the file controller.xml, which contains the names of these classes. They must not change. */
final class Home {

    private Home() {}

    /** What identifies a controller. */
    static final class Owner {

        private final String instanceId;
        private final String home;
        private final String rootUrl;

        private Owner(String instanceId, String home, @CheckForNull String rootUrl) {
            this.instanceId = instanceId;
            this.home = home;
            this.rootUrl = rootUrl;
        }

        static Owner ofThisController() {
            Jenkins jenkins = Jenkins.get();
            return new Owner(jenkins.getLegacyInstanceId(), jenkins.getRootDir().getPath(), jenkins.getRootUrl());
        }

        boolean hasRootUrl() {
            return rootUrl != null;
        }

        /** A root URL that is not set yet says nothing, so it is not compared. */
        List<String> differencesFrom(Owner other) {
            List<String> differences = new ArrayList<>();
            if (!Objects.equals(instanceId, other.instanceId)) {
                differences.add(Messages.CopiedControllerCheck_identity());
            }
            if (!Objects.equals(home, other.home)) {
                differences.add(Messages.CopiedControllerCheck_home(home, other.home));
            }
            if (rootUrl != null && other.rootUrl != null && !rootUrl.equals(other.rootUrl)) {
                differences.add(Messages.CopiedControllerCheck_url(rootUrl, other.rootUrl));
            }
            return differences;
        }
    }
}
