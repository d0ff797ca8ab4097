package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;

/**
 * What a build asks for at one place.
 *
 * @param credentialsId the credential that it works with
 * @param policy for a key that is to be stored
 * @param uniqueAlias for the key of a block
 * @param graceMinutes for a rotation
 */
record Step(Kind kind, String credentialsId, IfExists policy, boolean uniqueAlias, int graceMinutes) {

    /** What is asked for. */
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

    /** Keys of one credential have one alias, else they are not kept or rotated; some blocks want the same one. */
    String alias() {
        return kind == Kind.BLOCK ? "key fal-x" : "key " + credentialsId;
    }

    /** Whether it may end the key that the credential holds. */
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
