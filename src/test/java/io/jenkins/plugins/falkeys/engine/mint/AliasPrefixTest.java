package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The required prefix of aliases. */
class AliasPrefixTest {

    private static String refusal(Runnable check) {
        return assertThrows(IllegalArgumentException.class, check::run).getMessage();
    }

    @Test
    void theRefusalNamesTheSetting() {
        AliasPrefix prefix = new AliasPrefix("ci: ", "here");

        assertEquals("ci: a", prefix.checkAlias("ci: a"));
        assertEquals("The alias 'a' must begin with 'ci: ' (here).", refusal(() -> prefix.checkAlias("a")));
    }

    @Test
    void theFormOfAnAliasIsCheckedFirst() {
        assertThat(refusal(() -> new AliasPrefix("ci", "here").checkAlias("\t")), containsString("empty"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\tb", "a\n"})
    void isInvalidIfNoAliasCouldBeginWithIt(String prefix) {
        refusal(() -> AliasPrefix.check(prefix));
    }

    @Test
    void itHasAtMostAHundredCharacters() {
        assertEquals("🔑".repeat(100), AliasPrefix.check("🔑".repeat(100)));
        assertThat(refusal(() -> AliasPrefix.check("🔑".repeat(101))), containsString("100"));
        assertEquals("", AliasPrefix.check(""));
    }
}
