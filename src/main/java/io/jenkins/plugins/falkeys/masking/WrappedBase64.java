package io.jenkins.plugins.falkeys.masking;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The pieces of a text's Base64 form that can appear in a log if a tool wraps it over several lines. Lines end between
 * groups of four characters, each of which stands for three bytes. Where a group begins in the text depends on what was
 * encoded before it.
 */
final class WrappedBase64 {

    /** In characters. Six bytes reveal little of a secret, and shorter pieces would also mask unrelated text. */
    private static final int SHORTEST = 8;

    /**
     * The maximum length of the few pieces, in characters. This much is visible if a line ends in the middle of a
     * piece.
     */
    private static final int MAX_LENGTH_OF_FEW = 16;

    /** The line widths of {@code openssl} and {@code base64}, in characters. */
    private static final List<Integer> COLUMNS = List.of(64, 76);

    /**
     * The Base64 form of a text that follows other bytes. From {@code begin}, its characters depend on the text only.
     *
     * @param before how many bytes precede the text in its first group of three
     */
    private record Encoded(int before, int begin, String characters) {

        static List<Encoded> all(String text, Base64.Encoder encoder) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            List<Encoded> all = new ArrayList<>();
            for (int before = 0; before < 3; before++) {
                byte[] shifted = new byte[before + bytes.length];
                System.arraycopy(bytes, 0, shifted, before, bytes.length);
                String characters = encoder.encodeToString(shifted).substring(0, 8 * shifted.length / 6);
                all.add(new Encoded(before, (8 * before + 5) / 6, characters));
            }
            return all;
        }

        void add(int from, int to, Set<String> pieces) {
            if (to - from >= SHORTEST) {
                pieces.add(characters.substring(from, to));
            }
        }
    }

    private WrappedBase64() {}

    /** Every piece that can appear on a line, wherever the text is in the encoded data. */
    static Set<String> pieces(String text) {
        Set<String> pieces = new LinkedHashSet<>();
        for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
            for (Encoded encoded : Encoded.all(text, encoder)) {
                int end = encoded.characters().length();
                encoded.add(encoded.begin(), end, pieces);
                for (int border = 4; border < end; border += 4) {
                    encoded.add(encoded.begin(), border, pieces);
                    encoded.add(border, end, pieces);
                    for (int columns : COLUMNS) {
                        encoded.add(border, Math.min(border + columns, end), pieces);
                    }
                }
            }
        }
        return pieces;
    }

    /**
     * A small number of pieces, for masks that compare each piece with each position of a log. Together they cover the
     * whole form, and their boundaries are the line ends if only the key, or only the text, is encoded. If a line ends
     * elsewhere, one piece remains visible.
     *
     * @param offset the position of the text in the key, in bytes
     */
    static Set<String> fewPieces(String text, int offset) {
        Set<String> pieces = new LinkedHashSet<>();
        for (Encoded encoded : Encoded.all(text, Base64.getEncoder())) {
            NavigableSet<Integer> borders =
                    new TreeSet<>(Set.of(encoded.begin(), encoded.characters().length()));
            for (int start : new int[] {0, offset}) {
                if (start % 3 == encoded.before()) {
                    borders.addAll(lineEnds(encoded, start));
                }
            }
            for (int from : borders.headSet(borders.last())) {
                cut(encoded, from, borders.higher(from), pieces);
            }
        }
        return pieces;
    }

    /** The line ends in a text that follows some bytes in the encoded data. */
    private static List<Integer> lineEnds(Encoded encoded, int before) {
        int hidden = (before - encoded.before()) / 3 * 4;
        List<Integer> ends = new ArrayList<>();
        for (int columns : COLUMNS) {
            for (int end = columns; end < hidden + encoded.characters().length(); end += columns) {
                if (end > hidden + encoded.begin()) {
                    ends.add(end - hidden);
                }
            }
        }
        return ends;
    }

    private static void cut(Encoded encoded, int from, int to, Set<String> pieces) {
        int count = (to - from + MAX_LENGTH_OF_FEW - 1) / MAX_LENGTH_OF_FEW;
        for (int i = 0; i < count; i++) {
            encoded.add(from + (to - from) * i / count, from + (to - from) * (i + 1) / count, pieces);
        }
    }
}
