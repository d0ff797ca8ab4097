package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.Nullable;
import java.time.Instant;

/**
 * A key as fal lists it. Nothing in it is secret, but alias and scope are untrusted text that must be escaped.
 *
 * @param keyId the ID of the key; {@link KeyIds#check} accepts it
 * @param alias the name that the key was created with; empty if fal gave none
 * @param scope what the key may do; fal documents only {@code API}, and may add others; empty if fal gave none
 * @param createdAt when fal created it; null if fal's text cannot be parsed
 */
public record KeyInfo(
        String keyId, String alias, String scope, @Nullable Instant createdAt) {}
