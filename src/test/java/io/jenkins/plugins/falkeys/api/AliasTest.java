package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {

    private static final String EMOJI = "\ud83d\udd11";

    static Stream<String> good() {
        return Stream.of("x", " Production Key ", "a".repeat(255), EMOJI.repeat(255), "Schlüssel für 東京", "<b>&\"'");
    }

    @ParameterizedTest
    @MethodSource("good")
    void isReturnedUnchanged(String alias) {
        assertSame(alias, Alias.check(alias));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\u2003"})
    void anEmptyAliasIsRefused(String alias) {
        assertThat(refusal(alias), containsString("empty"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\tb", "a\u001b[31mb", "a\u0000", "a\u007f", "a\u0085b", "a\ud83d", "\udd11a", "a\ufffe"
            })
    void unprintableCharactersAreRefused(String alias) {
        assertThat(refusal(alias), containsString("cannot be displayed"));
    }

    @Test
    void theLengthIsCountedInCodePoints() {
        assertThat(refusal("a".repeat(256)), containsString("256"));
        assertThat(refusal(EMOJI.repeat(256)), containsString("256"));
    }

    private static String refusal(String alias) {
        return assertThrows(IllegalArgumentException.class, () -> Alias.check(alias))
                .getMessage();
    }
}
