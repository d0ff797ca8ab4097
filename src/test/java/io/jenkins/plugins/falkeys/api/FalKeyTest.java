package io.jenkins.plugins.falkeys.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FalKeyTest {

    @Test
    void theHalvesAreJoinedAsFalJoinsThem() {
        assertEquals("id:secret", FalKey.of("id", "secret").value());
    }

    @Test
    void toStringShowsOnlyTheId() {
        assertEquals("FalKey[id:****]", FalKey.of("id", "secret").toString());
    }
}
