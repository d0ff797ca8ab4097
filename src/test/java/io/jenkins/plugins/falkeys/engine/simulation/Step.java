package io.jenkins.plugins.falkeys.engine.simulation;

import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;

/**
 * A request that a build makes at one step.
 *
 * @param credentialsId the credential to create, rotate or delete
 * @param policy for a stored key
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

    static Step random(Randomness random) {
        return new Step(
                random.pick(Kind.CREATE, Kind.CREATE, Kind.ROTATE, Kind.DELETE, Kind.BLOCK, Kind.BLOCK),
                random.pick("fal-x", "fal-y"),
                random.pick(IfExists.values()),
                random.oneIn(2),
                random.pick(0, 1, 60));
    }

    /**
     * Keys in the same credential have the same alias, because they could not be kept or rotated otherwise. Some blocks
     * share an alias.
     */
    String alias() {
        return kind == Kind.BLOCK ? "key fal-x" : "key " + credentialsId;
    }

    /** Whether it may revoke the key in the credential. */
    boolean mayRevokeKey() {
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
