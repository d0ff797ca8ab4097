package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyIdsTest {

    static Stream<String> bad() {
        return Stream.of(null, "", ".", "..", "a\nb", "a\u0000", "a\ud83d", "a".repeat(256));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc123def456", "a/b", "...", "?", "%2e%2e", " ", "ключ"})
    void anyOtherIdIsAccepted(String keyId) {
        assertSame(keyId, KeyIds.check(keyId));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void impossibleIdsAreRefused(String keyId) {
        assertThrows(IllegalArgumentException.class, () -> KeyIds.check(keyId));
    }

    @Test
    void theRefusalDoesNotRepeatTheText() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> KeyIds.check("id:secret\n"));

        assertThat(e.getMessage(), not(containsString("secret")));
    }
}
