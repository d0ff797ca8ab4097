package io.jenkins.plugins.falkeys.api;

import java.util.Objects;

/** A key as fal made it, with its secret, which fal shows this one time. */
public final class FalKey {

    private final String keyId;
    private final String secret;
    private final String value;

    /**
     * @param value the whole key as fal gave it
     */
    FalKey(String keyId, String secret, String value) {
        this.keyId = Objects.requireNonNull(keyId, "keyId");
        this.secret = Objects.requireNonNull(secret, "secret");
        this.value = Objects.requireNonNull(value, "value");
    }

    /** The key of these halves, put together as fal documents it: {@code keyId:secret}. */
    public static FalKey of(String keyId, String secret) {
        return new FalKey(keyId, secret, keyId + ":" + secret);
    }

    /** What names the key at fal: no secret, and opaque. */
    public String keyId() {
        return keyId;
    }

    /** The secret half ({@code key_secret}): what fal's clients call {@code FAL_KEY_SECRET}. */
    public String secret() {
        return secret;
    }

    /** The whole key, a secret: what fal's clients call {@code FAL_KEY}. */
    public String value() {
        return value;
    }

    @Override
    public String toString() {
        return "FalKey[" + keyId + ":****]";
    }
}
