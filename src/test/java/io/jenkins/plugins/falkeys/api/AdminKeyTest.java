package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdminKeyTest {

    @Test
    void surroundingWhiteSpaceIsRemoved() {
        assertEquals("id:secret", AdminKey.of(" \tid:secret\r\n").value());
    }

    @ParameterizedTest
    @CsvSource({"id:secret, id, secret", "a:b:c, a, b:c", "nocolon, '', nocolon", ":secret, '', secret"})
    void isSplitAtTheFirstColon(String value, String keyId, String secret) {
        AdminKey key = AdminKey.of(value);

        assertEquals(keyId, key.keyId());
        assertEquals(secret, key.secret());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\n\t"})
    void aMissingKeyIsRefused(String value) {
        assertThrows(IllegalArgumentException.class, () -> AdminKey.of(value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"id:sec\nret", "id:sec\rret", "id:sec\u0000ret", "id:secrét", "id:sec\u007fret", "id:sec\tret"})
    void aKeyThatAHeaderCannotContainIsRefusedWithoutShowingIt(String value) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> AdminKey.of(value));

        assertThat(e.getMessage(), not(containsString("sec")));
    }

    @Test
    void toStringShowsOnlyTheId() {
        assertEquals("AdminKey[id:****]", AdminKey.of("id:secret").toString());
        assertEquals("AdminKey[:****]", AdminKey.of("nocolon").toString());
    }
}
