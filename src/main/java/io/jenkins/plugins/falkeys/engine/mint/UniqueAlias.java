package io.jenkins.plugins.falkeys.engine.mint;

/** A generated alias that no other key has, for a key whose user gave none. */
public final class UniqueAlias {

    private static final int MAX_CODE_POINTS = 255;

    private UniqueAlias() {}

    /**
     * {@code <prefix><job> #<number> <suffix>}. A long job name is shortened, but never the suffix.
     *
     * @param prefix as accepted by {@link AliasPrefix#check}; may be empty
     * @param suffix 128 random bits, see {@link io.jenkins.plugins.falkeys.engine.port.Ports#randomSuffix}
     */
    public static String of(String prefix, String job, int number, String suffix) {
        String end = " #" + number + " " + suffix;
        int room = MAX_CODE_POINTS - prefix.codePointCount(0, prefix.length()) - end.length();
        int length = job.codePointCount(0, job.length());
        return prefix + (length <= room ? job : job.substring(0, job.offsetByCodePoints(0, room))) + end;
    }

    /** The same alias with another suffix. */
    static String renew(String uniqueAlias, String suffix) {
        return uniqueAlias.substring(0, uniqueAlias.length() - suffix.length()) + suffix;
    }
}
