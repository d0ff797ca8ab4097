package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;

import java.security.SecureRandom;
import java.util.HexFormat;

/** An alias that no other key has, for a key whose user did not name it. */
final class UniqueAlias {

    private static final int MAX_CODE_POINTS = 255;
    private static final int RANDOM_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private UniqueAlias() {}

    /**
     * {@code <prefix><job> #<number> <128 random bits>}; a long job name is cut, never the random part.
     *
     * @param prefix as {@link AliasPrefix#check} allows it; may be empty
     */
    static String of(String prefix, String job, int number) {
        String suffix = " #" + number + " " + random();
        int room = MAX_CODE_POINTS - prefix.codePointCount(0, prefix.length()) - suffix.length();
        int length = job.codePointCount(0, job.length());
        return prefix + (length <= room ? job : job.substring(0, job.offsetByCodePoints(0, room))) + suffix;
    }

    /** The same alias with another random part. */
    static String renew(String uniqueAlias) {
        String random = random();
        return uniqueAlias.substring(0, uniqueAlias.length() - random.length()) + random;
    }

    private static String random() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
