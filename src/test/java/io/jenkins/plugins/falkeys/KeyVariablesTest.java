package io.jenkins.plugins.falkeys;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The environment variables for a key. */
class KeyVariablesTest {

    private final FalKey key = FalKey.of("id", "secret");

    @Test
    void theWholeKeyHasADefaultName() {
        assertEquals("FAL_KEY", KeyVariables.of(null, null, null).key());
    }

    @Test
    void everythingButTheIdIsSecret() {
        KeyVariables variables = KeyVariables.of("KEY", "ID", "SECRET");

        assertEquals(Map.of("KEY", "id:secret", "SECRET", "secret"), variables.secret(key));
        assertEquals(List.of("KEY", "SECRET"), variables.secretNames());
        assertEquals(Map.of("ID", "id"), variables.plain(key));
    }

    @Test
    void onlyRequestedVariablesExist() {
        KeyVariables variables = KeyVariables.of(null, null, null);

        assertEquals(Map.of("FAL_KEY", "id:secret"), variables.secret(key));
        assertEquals(Map.of(), variables.plain(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "_a", "FAL_KEY_2"})
    void validNames(String name) {
        assertDoesNotThrow(() -> KeyVariables.of(name, null, null).check());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2A", "A-B", "A B", "A=B", "PATH+X", "Ä", "A\n"})
    void invalidNames(String name) {
        assertThrows(KeyException.class, () -> KeyVariables.of(name, null, null).check());
        assertThrows(KeyException.class, () -> KeyVariables.of("A", name, null).check());
        assertThrows(KeyException.class, () -> KeyVariables.of("A", null, name).check());
    }

    @Test
    void twoValuesNeedTwoNames() {
        assertThrows(KeyException.class, () -> KeyVariables.of("A", "A", null).check());
        assertThrows(KeyException.class, () -> KeyVariables.of("A", "B", "B").check());
    }

    /** Jenkins ignores the case of variables, so one of the values would replace the other. */
    @Test
    void namesThatDifferOnlyInCaseAreTheSame() {
        assertThrows(
                KeyException.class, () -> KeyVariables.of("KEY", "key", null).check());
        assertThrows(
                KeyException.class, () -> KeyVariables.of("KEY", "ID", "Id").check());
    }
}
