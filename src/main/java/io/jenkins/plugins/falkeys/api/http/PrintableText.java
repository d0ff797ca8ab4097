package io.jenkins.plugins.falkeys.api.http;

/** Decides which texts may be sent to fal, and which texts from fal are used. */
public final class PrintableText {

    private PrintableText() {}

    /**
     * Whether the text consists of printable characters: no control characters, no unpaired surrogates, and none of the
     * code points that XML cannot represent.
     */
    public static boolean isPrintable(String text) {
        return text.codePoints().noneMatch(PrintableText::isUnprintable);
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE || codePoint == 0xFFFE || codePoint == 0xFFFF;
    }
}
