package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A requester that saves its state immediately, and remembers the messages that it gets. */
public final class ImmediateRequester implements Requester {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<Void> save() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void waiting(String line) {
        lines.add(line);
    }

    /** The messages about what it is waiting for. */
    public List<String> lines() {
        return lines;
    }
}
