package io.jenkins.plugins.falkeys.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScrubberTest {

    private final Scrubber scrubber = Scrubber.of("adminid:topsecret", "topsecret");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain text|plain text",
                "Key adminid:topsecret is bad|Key **** is bad",
                "half: topsecret, twice: topsecret|half: ****, twice: ****",
                "the ID adminid may be shown|the ID adminid may be shown",
                "new 7c9e6679-7425-40de-944b-e07fc1f90ae7:0123456789abcdef|new"
                        + " 7c9e6679-7425-40de-944b-e07fc1f90ae7:****",
            })
    void removesSecrets(String text, String expected) {
        assertEquals(expected, scrubber.line(text, 500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one\ntwo",
                "one\r\ntwo",
                "one\u0000two",
                "one\u2028two",
                "one\u0085two",
                "one\u202etwo",
                "one\ud83dtwo"
            })
    void joinsLines(String text) {
        assertEquals("one two", scrubber.line(text, 500));
    }

    @Test
    void removesTerminalCodesEvenInsideASecret() {
        assertEquals("red and ****", scrubber.line("\u001b[31mred\u001b[0m and top\u001b[1msecret", 500));
    }

    @Test
    void doesNotTruncateInsideASecret() {
        assertEquals("1234567 *…", scrubber.line("1234567 topsecret", 10));
    }

    @Test
    void doesNotTruncateInsideACharacter() {
        assertEquals("12…", scrubber.line("12\ud83d\udd115", 4));
        assertEquals("12\ud83d\udd11", scrubber.line("12\ud83d\udd11", 4));
    }

    @Test
    void removesANewKeyFromTheRestOfTheResponse() {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.putObject("data").put("key", "newid:fresh").put("key_secret", "other");

        assertEquals(
                "made newid:... **** **** ****",
                scrubber.and(answer).line("made newid:... newid:fresh fresh other", 500));
    }
}
