package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;

/**
 * A request of a build at one place.
 *
 * @param credentialsId the credential that it is about
 * @param policy for a key that is to be stored
 * @param uniqueAlias for the key of a block
 * @param graceMinutes for a rotation
 */
record Step(Kind kind, String credentialsId, IfExists policy, boolean uniqueAlias, int graceMinutes) {

    /** The kind of request. */
    enum Kind {
        CREATE,
        ROTATE,
        DELETE,
        BLOCK
    }

    static Step drawn(Chance chance) {
        return new Step(
                chance.of(Kind.CREATE, Kind.CREATE, Kind.ROTATE, Kind.DELETE, Kind.BLOCK, Kind.BLOCK),
                chance.of("fal-x", "fal-y"),
                chance.of(IfExists.values()),
                chance.oneIn(2),
                chance.of(0, 1, 60));
    }

    /**
     * Keys in the same credential have the same alias, or else they could not be kept or rotated. Some blocks share
     * one.
     */
    String alias() {
        return kind == Kind.BLOCK ? "key fal-x" : "key " + credentialsId;
    }

    /** Whether it may revoke the key in the credential. */
    boolean mayEndKeys() {
        return kind == Kind.ROTATE || kind == Kind.DELETE || kind == Kind.CREATE && policy == IfExists.ROTATE;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case CREATE -> "create " + credentialsId + " (" + policy + ")";
            case ROTATE -> "rotate " + credentialsId + " (grace " + graceMinutes + ")";
            case DELETE -> "delete " + credentialsId;
            case BLOCK -> uniqueAlias ? "block" : "block '" + alias() + "'";
        };
    }
}
