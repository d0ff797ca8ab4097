package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Credential IDs that are derived, and those that a user chose. */
class CredentialIdsTest {

    @ParameterizedTest
    @CsvSource({
        "Production Key, fal-production-key",
        "a, fal-a",
        "Nightly_2.0 - EU, fal-nightly-2-0-eu",
        "IIII, fal-iiii",
    })
    void plainAliases(String alias, String id) {
        assertEquals(id, CredentialIds.derive(alias, ""));
    }

    @Test
    void lowerCaseDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertEquals("fal-title", CredentialIds.derive("TITLE", ""));
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Schlüssel", "🔑", "a/b", "a:b", "\"a\""})
    void otherAliasesGetPartOfTheirHashAppended(String alias) throws KeyException {
        String id = CredentialIds.derive(alias, "");

        assertThat(id, matchesPattern("fal-[a-z-]*-[0-9a-f]{8}"));
        assertEquals(id, CredentialIds.check(id, ""));
    }

    @Test
    void similarAliasesDoNotCollide() {
        assertNotEquals(CredentialIds.derive("a/b", ""), CredentialIds.derive("a:b", ""));
        assertNotEquals(CredentialIds.derive("ä", ""), CredentialIds.derive("ö", ""));
    }

    @Test
    void longAliasesAreShortenedButDoNotCollide() throws KeyException {
        String one = CredentialIds.derive("x".repeat(200) + "1", "");
        String two = CredentialIds.derive("x".repeat(200) + "2", "");

        assertThat(one.length(), lessThanOrEqualTo(100));
        assertNotEquals(one, two);
        assertEquals(one, CredentialIds.check(one, ""));
    }

    @Test
    void aPrefixIsAddedOnce() {
        assertEquals("team-fal-a", CredentialIds.derive("a", "team-"));
        assertEquals("fal-a", CredentialIds.derive("a", "fal-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/", "\u00e4", "123456789-123456789-123456789-123456789-123456789-1"})
    void invalidPrefixes(String prefix) {
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> CredentialIds.checkPrefix(prefix))
                        .getMessage(),
                containsString("credential ID prefix"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "../config", "ä", "a\n", "${X}"})
    void invalidIds(String id) {
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> CredentialIds.check(id, ""))
                        .getMessage(),
                containsString("may contain only"));
    }

    @Test
    void tooLongId() {
        assertThrows(IllegalArgumentException.class, () -> CredentialIds.check("x".repeat(101), ""));
    }

    @Test
    void idWithoutThePrefix() {
        assertThat(
                assertThrows(IllegalArgumentException.class, () -> CredentialIds.check("mine", "team-"))
                        .getMessage(),
                containsString("must begin with 'team-'"));
    }
}
