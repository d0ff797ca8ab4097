package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key with a limited lifetime is deleted together with its credential when it expires. */
class ExpiryTest extends EngineTest {

    private CreatedKey create(IfExists policy, Integer days, String node) throws Exception {
        StoreRequest store = new StoreRequest(TARGET.credentialsId(), null, null, policy).expiringAfter(days);
        return get(keys.create(request(place(node)), store, SAVED));
    }

    @Test
    void isDeletedWithItsCredentialWhenItExpires() throws Exception {
        CreatedKey made = create(IfExists.FAIL, 30, "1");
        assertEquals(made.createdAt().plus(Duration.ofDays(30)), made.expiresAt());

        sweepAfter(Duration.ofDays(30).minusMinutes(1));
        assertTrue(stores.holds(TARGET, made.keyId()));
        assertEquals(1, fal.keys().size());

        sweepAfter(Duration.ofDays(30).plusMinutes(1));
        assertStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
        eventually(() -> stores.keys.isEmpty());
    }

    @Test
    void doesNotExpireByDefault() throws Exception {
        create(IfExists.FAIL, null, "1");

        sweepAfter(Duration.ofDays(4000));

        assertStates(KeyState.ACTIVE);
    }

    @Test
    void leavesACredentialThatHoldsSomethingElse() throws Exception {
        create(IfExists.FAIL, 1, "1");
        stores.keys.put(TARGET, "somebody:else");

        sweepAfter(Duration.ofDays(2));

        assertStates(KeyState.DELETED);
        assertEquals("somebody:else", stores.keys.get(TARGET));
    }

    @Test
    void rotationRestartsTheLifetime() throws Exception {
        create(IfExists.FAIL, 30, "1");
        ahead = Duration.ofDays(20);
        CreatedKey rotated = get(rotate(place("2"), 0));

        sweepAfter(Duration.ofDays(49));
        assertTrue(stores.holds(TARGET, rotated.keyId()));

        sweepAfter(Duration.ofDays(51));
        assertThat(fal.keys(), empty());
    }

    @Test
    void aGracePeriodDoesNotExtendTheLifetime() throws Exception {
        create(IfExists.FAIL, 30, "1");
        ahead = Duration.ofDays(30).minusMinutes(5);
        get(rotate(place("2"), 60));
        assertEquals(2, fal.keys().size());

        sweepAfter(Duration.ofDays(30).plusMinutes(5));

        assertStates(KeyState.DELETED, KeyState.ACTIVE);
        assertEquals(1, fal.keys().size());
    }

    @Test
    void keepingAKeyDoesNotChangeItsExpiry() throws Exception {
        CreatedKey made = create(IfExists.FAIL, 30, "1");

        CreatedKey kept = create(IfExists.KEEP, 7, "2");

        assertEquals(made.keyId(), kept.keyId());
        assertEquals(made.expiresAt(), kept.expiresAt());
    }

    @Test
    void thePolicyRotateUsesTheLifetimeInTheRequest() throws Exception {
        create(IfExists.FAIL, 30, "1");

        assertEquals(null, create(IfExists.ROTATE, null, "2").expiresAt());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3651})
    void refusesAnInvalidLifetime(int days) {
        StoreRequest store = anywhere().expiringAfter(days);

        String refusal = refusal(keys.create(request(), store, SAVED));

        assertThat(
                refusal,
                containsString("No key was created: expiresAfterDays must be a whole number of days from 1 to 3650"));
        assertThat(refusal, containsString(String.valueOf(days)));
        assertFalse(fal.calls().contains("POST /keys"));
    }
}
