package io.jenkins.plugins.falkeys.masking;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The pieces in which the Base64 form of a text stands in a log when a tool breaks it over lines. Lines end between groups
 * of four characters, which stand for three bytes. Where in the text that is depends on what was encoded before it.
 */
final class WrappedBase64 {

    /** In characters. Six bytes give little of a secret away, and shorter pieces would mask what is no secret. */
    private static final int SHORTEST = 8;

    /** The widths of {@code openssl} and {@code base64}, in characters. */
    private static final List<Integer> COLUMNS = List.of(64, 76);

    private WrappedBase64() {}

    /** What of the Base64 form of a text a line can hold, the whole form included. */
    static Set<String> pieces(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Set<String> pieces = new LinkedHashSet<>();
        for (int before = 0; before < 3; before++) {
            byte[] encoded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, encoded, before, bytes.length);
            // Only characters that stand for bits of the text alone, whatever is encoded before and after it.
            int begin = (8 * before + 5) / 6;
            int end = 8 * encoded.length / 6;
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                cut(encoder.encodeToString(encoded).substring(0, end), begin, pieces);
            }
        }
        return pieces;
    }

    private static void cut(String encoded, int begin, Set<String> pieces) {
        add(encoded.substring(begin), pieces);
        for (int border = 4; border < encoded.length(); border += 4) {
            add(encoded.substring(begin, border), pieces);
            add(encoded.substring(border), pieces);
            for (int columns : COLUMNS) {
                if (border + columns < encoded.length()) {
                    add(encoded.substring(border, border + columns), pieces);
                }
            }
        }
    }

    private static void add(String piece, Set<String> pieces) {
        if (piece.length() >= SHORTEST) {
            pieces.add(piece);
        }
    }
}
