package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.api.Alias;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Aliases that no other key has. */
class UniqueAliasTest {

    private static final String SUFFIX = "0123456789abcdef".repeat(2);

    @Test
    void namesJobAndBuild() {
        assertEquals("team/job #7 " + SUFFIX, UniqueAlias.of("", "team/job", 7, SUFFIX));
    }

    @Test
    void aNewSuffixMakesANewAlias() {
        String renewed = UniqueAlias.renew(UniqueAlias.of("", "job", 1, SUFFIX), SUFFIX.replace('0', 'f'));

        assertEquals("job #1 " + SUFFIX.replace('0', 'f'), renewed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "🔑"})
    void shortensOnlyTheJob(String letter) {
        String alias = UniqueAlias.of("", letter.repeat(300), 123456, SUFFIX);

        assertEquals(255, alias.codePointCount(0, alias.length()));
        assertThat(alias, startsWith(letter.repeat(200)));
        assertThat(alias, matchesPattern(".* #123456 [0-9a-f]{32}"));
        assertEquals(alias, Alias.check(alias));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "🔑"})
    void doesNotShortenThePrefix(String letter) {
        String prefix = letter.repeat(100);
        AliasPrefix.check(prefix);

        String alias = UniqueAlias.of(prefix, "job".repeat(100), 123456, SUFFIX);

        assertEquals(255, alias.codePointCount(0, alias.length()));
        assertThat(alias, startsWith(prefix + "job"));
        assertThat(alias, matchesPattern(".* #123456 [0-9a-f]{32}"));
    }
}
