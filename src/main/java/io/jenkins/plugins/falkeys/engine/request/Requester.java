package io.jenkins.plugins.falkeys.engine.request;

import java.util.concurrent.CompletableFuture;

/** Somebody who waits for an answer: a step, a build, a page. */
public interface Requester {

    /** For a request that does not continue after a crash and whose user reads nothing meanwhile: nothing is saved. */
    Requester SILENT = new Requester() {
        @Override
        public CompletableFuture<Void> save() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void waiting(String line) {
            // nobody reads it
        }
    };

    /**
     * Saves the requester's state far enough to find this request again after a crash. Nothing is asked of fal before.
     */
    CompletableFuture<Void> save();

    /**
     * Tells the user, once per request, what it waits for and until when.
     *
     * @param line one sentence
     */
    void waiting(String line);
}
