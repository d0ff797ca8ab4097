package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.Nullable;
import java.time.Instant;

/**
 * A key as fal lists it: nothing in it is secret, but alias and scope are text of others, to be escaped where shown.
 *
 * @param keyId what names the key; {@link KeyIds#check} accepts it
 * @param alias the name that its maker gave it; empty when fal gave none
 * @param scope what the key may do; fal documents {@code API} only, and changes are under way; empty when fal gave none
 * @param createdAt when fal created it; null when fal's text is no time
 */
public record KeyInfo(
        String keyId, String alias, String scope, @Nullable Instant createdAt) {}
