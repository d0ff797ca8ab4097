package io.jenkins.plugins.falkeys.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.api.Alias;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** A name is either accepted unchanged or rejected with a one-sentence message. */
class NamesFuzzTest {

    @Property(seed = "1", shrinking = ShrinkingMode.BOUNDED)
    void anAlias(@ForAll("texts") String alias) {
        try {
            assertEquals(alias, Alias.check(alias));
        } catch (IllegalArgumentException e) {
            assertFalse(e.getMessage().isBlank());
            return;
        }
        assertFalse(alias.isBlank());
        assertTrue(alias.chars().noneMatch(Character::isISOControl));
        String id = CredentialIds.derive(alias, "");
        assertEquals(id, CredentialIds.check(id, ""));
    }

    @Property(seed = "2", shrinking = ShrinkingMode.BOUNDED)
    void credentialId(@ForAll("texts") String id, @ForAll("prefixes") String prefix) {
        try {
            assertEquals(id, CredentialIds.check(id, prefix));
            assertTrue(id.startsWith(prefix) && id.matches("[A-Za-z0-9_.-]{1,100}"));
        } catch (IllegalArgumentException e) {
            assertFalse(e.getMessage().isBlank());
        }
    }

    /** Two aliases that lose characters do not get the same ID. */
    @Property(seed = "3", shrinking = ShrinkingMode.BOUNDED)
    void twoAliases(@ForAll("texts") String one, @ForAll("texts") String other) {
        String plain = "[A-Za-z0-9 _.-]*";
        if (!one.equals(other) && !one.matches(plain) && !other.matches(plain)) {
            assertFalse(CredentialIds.derive(one, "").equals(CredentialIds.derive(other, "")));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Scraps.text();
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of("", "team-", "a");
    }
}
