package io.jenkins.plugins.falkeys.engine;

import java.util.concurrent.CompletableFuture;

/** Whoever waits for an answer: a step, a build, a page. */
public interface Requester {

    /** Whose request does not go on after a crash, so that nothing is saved, and who reads nothing while it waits. */
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
     * Tells the user, once for each request, what it waits for and until when.
     *
     * @param line one sentence
     */
    void waiting(String line);
}
