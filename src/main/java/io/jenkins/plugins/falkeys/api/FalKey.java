package io.jenkins.plugins.falkeys.api;

import java.util.Objects;

/** A newly created key, including its secret, which fal shows only once. */
public final class FalKey {

    private final String keyId;
    private final String secret;

    private FalKey(String keyId, String secret) {
        this.keyId = Objects.requireNonNull(keyId, "keyId");
        this.secret = Objects.requireNonNull(secret, "secret");
    }

    /** Joins the two halves of a key. */
    public static FalKey of(String keyId, String secret) {
        return new FalKey(keyId, secret);
    }

    /** The ID of the key at fal: opaque, and not secret. */
    public String keyId() {
        return keyId;
    }

    /** The secret half ({@code key_secret} in the API), which fal's clients read from {@code FAL_KEY_SECRET}. */
    public String secret() {
        return secret;
    }

    /** The whole key, {@code keyId:secret}, which is secret. fal's clients read it from {@code FAL_KEY}. */
    public String value() {
        return keyId + ":" + secret;
    }

    @Override
    public String toString() {
        return "FalKey[" + keyId + ":****]";
    }
}
