package io.jenkins.plugins.falkeys.api.http;

/** Decides which texts may be part of a request to fal. */
public final class PlainText {

    private PlainText() {}

    /**
     * Whether the text consists of printable characters: no control characters, no unpaired surrogates, and none of the
     * code points that XML cannot represent.
     */
    public static boolean isPlain(String text) {
        return text.codePoints().noneMatch(PlainText::isOdd);
    }

    private static boolean isOdd(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE || codePoint == 0xFFFE || codePoint == 0xFFFF;
    }
}
