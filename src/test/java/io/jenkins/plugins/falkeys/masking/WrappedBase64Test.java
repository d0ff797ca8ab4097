package io.jenkins.plugins.falkeys.masking;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a line ends in the Base64 form of a secret, at most two groups of it remain visible. */
class WrappedBase64Test {

    private static final String ID = "1f3c9a52-77aa-4b1e-9e0d-3f1b2c4d5e6f:";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0d9f8e7c6b5a49382716f5e4d3c2b1a0",
                "sk_live_0d9f8e7c6b5a493",
                "any_other-secret_that_is_longer_than_what_fits_onto_one_line_of_openssl_and_of_base64_too_by_some_characters"
            })
    void noLineRevealsPartOfTheSecret(String secret) throws IOException {
        for (int columns : List.of(64, 76)) {
            for (String after : List.of("", "\n", "\nmore")) {
                for (int before = 0; before < 60; before++) {
                    String text = "x".repeat(before) + ID + secret;
                    assertHidden(secret, text, after, columns);
                }
                assertHidden(secret, secret, after, columns);
            }
        }
    }

    /**
     * Few pieces hide everything if only the key, or only its secret half, is encoded, and otherwise everything but one
     * piece.
     */
    @ParameterizedTest
    @ValueSource(strings = {"0d9f8e7c6b5a49382716f5e4d3c2b1a0", "sk_live_0d9f8e7c6b5a493"})
    void aFewPiecesHideAlmostAsMuch(String secret) throws IOException {
        Set<String> pieces = WrappedBase64.fewPieces(secret, ID.length());
        assertThat(pieces.size(), lessThanOrEqualTo(9));
        for (int columns : List.of(64, 76)) {
            for (String after : List.of("", "\n")) {
                assertThat(longestShown(pieces, secret, ID + secret, after, columns), lessThan(8));
                assertThat(longestShown(pieces, secret, secret, after, columns), lessThan(8));
                for (int before = 0; before < 60; before++) {
                    String text = "x".repeat(before) + ID + secret;
                    assertThat(longestShown(pieces, secret, text, after, columns), lessThanOrEqualTo(16));
                }
            }
        }
    }

    private static void assertHidden(String secret, String before, String after, int columns) throws IOException {
        assertThat(longestShown(WrappedBase64.pieces(secret), secret, before, after, columns), lessThan(8));
    }

    /** The length in characters of the secret's form. */
    private static int longestShown(Set<String> pieces, String secret, String before, String after, int columns)
            throws IOException {
        byte[] bytes = (before + after).getBytes(US_ASCII);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        KeyFormFinder finder = new KeyFormFinder(pieces, US_ASCII);
        try (OutputStream stream = new MaskingStream(log, () -> finder)) {
            stream.write(Base64.getMimeEncoder(columns, new byte[] {'\n'}).encode(bytes));
        }
        String encoded = Base64.getEncoder().encodeToString(bytes);
        int begin = (8 * (before.length() - secret.length()) + 5) / 6;
        int end = 8 * before.length() / 6;
        int longest = 0;
        for (int from = begin; from < end; from++) {
            while (from + longest < end
                    && log.toString(US_ASCII).contains(encoded.substring(from, from + longest + 1))) {
                longest++;
            }
        }
        return longest;
    }

    @Test
    void doesNotMaskShortPieces() {
        assertThat(
                WrappedBase64.pieces("0d9f8e7c6b5a4938").stream()
                        .map(String::length)
                        .toList(),
                everyItem(greaterThanOrEqualTo(8)));
    }
}
