package io.jenkins.plugins.falkeys.api.http;

/** What text may stand in a request to fal. */
public final class PlainText {

    private PlainText() {}

    /** Whether all of it are characters that print: no control characters, no halves of surrogate pairs. */
    public static boolean isPlain(String text) {
        return text.codePoints().noneMatch(PlainText::isOdd);
    }

    private static boolean isOdd(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }
}
