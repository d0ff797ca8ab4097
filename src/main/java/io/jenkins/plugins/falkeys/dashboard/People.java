package io.jenkins.plugins.falkeys.dashboard;

import io.jenkins.plugins.falkeys.engine.record.Origin;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import jenkins.model.Jenkins;

/** Those who work with keys by hand. */
final class People {

    /** A person's request does not go on after a crash, so nothing is saved to find it again. */
    static final Supplier<CompletableFuture<Void>> NOTHING_TO_SAVE = () -> CompletableFuture.completedFuture(null);

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
