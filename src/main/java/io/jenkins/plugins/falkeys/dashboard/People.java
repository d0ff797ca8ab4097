package io.jenkins.plugins.falkeys.dashboard;

import io.jenkins.plugins.falkeys.engine.Requester;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;

/** Those who work with keys by hand. */
final class People {

    /** A person's request does not go on after a crash, so nothing is saved to find it again. They see that they wait. */
    static final Requester REQUESTER = new Requester() {
        @Override
        public CompletableFuture<Void> save() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void waiting(String line) {
            // a page that loads says nothing meanwhile
        }
    };

    private People() {}

    /**
     * The caller, who asks for something now.
     *
     * @throws org.springframework.security.access.AccessDeniedException when they are no administrator
     */
    static Origin administrator() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Origin.ofPerson(Jenkins.getAuthentication2().getName(), Instant.now());
    }
}
