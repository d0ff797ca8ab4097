package io.jenkins.plugins.falkeys.api;

import java.util.Objects;

/** A key as fal created it, with its secret, which fal shows only this once. */
public final class FalKey {

    private final String keyId;
    private final String secret;

    private FalKey(String keyId, String secret) {
        this.keyId = Objects.requireNonNull(keyId, "keyId");
        this.secret = Objects.requireNonNull(secret, "secret");
    }

    /** The key of these halves. */
    public static FalKey of(String keyId, String secret) {
        return new FalKey(keyId, secret);
    }

    /** What names the key at fal: no secret, and opaque. */
    public String keyId() {
        return keyId;
    }

    /** The secret half ({@code key_secret}): what fal's clients call {@code FAL_KEY_SECRET}. */
    public String secret() {
        return secret;
    }

    /** The whole key, {@code keyId:secret}, a secret: what fal's clients call {@code FAL_KEY}. */
    public String value() {
        return keyId + ":" + secret;
    }

    @Override
    public String toString() {
        return "FalKey[" + keyId + ":****]";
    }
}
