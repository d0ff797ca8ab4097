package io.jenkins.plugins.falkeys.engine.request;

import java.util.concurrent.CompletableFuture;

/** Whoever waits for a request to the engine: a step, a build or a page. */
public interface Requester {

    /** For a request that does not continue after a crash and whose user reads nothing in the meantime. */
    Requester SILENT = new Requester() {
        @Override
        public CompletableFuture<Void> save() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void waiting(String line) {
            // nobody would read it
        }
    };

    /**
     * Saves enough of the requester's state to find this request again after a crash. fal is not called before this has
     * completed.
     */
    CompletableFuture<Void> save();

    /**
     * Tells the user, once per request, what the request is waiting for and until when.
     *
     * @param line one sentence
     */
    void waiting(String line);
}
