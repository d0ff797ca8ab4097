package io.jenkins.plugins.falkeys.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.FalApiStub;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest extends StubbedTest {

    @Test
    void listsOneKeyAndChangesNothing() throws FalException {
        fal.addKey(FalApiStub.ADMIN_KEY, "a");
        fal.addKey(FalApiStub.ADMIN_KEY, "b");

        api.verify(ADMIN);

        assertEquals("/v1/keys?limit=1", fal.requests().get(0).getTarget());
        assertEquals(1, fal.calls().size());
        assertEquals(2, fal.keys().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"html", "garbled", "empty"})
    void aSuccessfulResponseFromAnotherServerFails(String answer) {
        fal.next("{response: '" + answer + "'}");

        assertEquals(200, fails(() -> api.verify(ADMIN)).status());
    }
}
