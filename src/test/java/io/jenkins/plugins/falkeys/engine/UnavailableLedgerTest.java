package io.jenkins.plugins.falkeys.engine;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The messages while the records are not in memory yet, or if they cannot be read at all. */
class UnavailableLedgerTest extends EngineTest {

    @Test
    void ifTheRecordsCannotBeReadRequestsAreRefusedWithASentence() throws Exception {
        KeyReceiver.Lease lease = lease(ORIGIN);
        ledger.loaded = CompletableFuture.failedFuture(new AccessDeniedException("fal-keys"));

        for (CompletableFuture<?> work : new CompletableFuture<?>[] {
            create(),
            keys.withKey(request(), SAVED, (key, given) -> {}),
            rotate(ORIGIN, 0),
            delete(ORIGIN, lease.keyId()),
            keys.list(ORIGIN, SAVED),
            keys.usage(ORIGIN, null, SAVED),
            keys.end(lease),
            keys.upkeep().sweep(),
            keys.managed().plan(),
            keys.administration().compare(person())
        }) {
            assertThat(
                    refusal(work),
                    containsString("Jenkins cannot read its records of fal API keys in JENKINS_HOME/fal-keys "
                            + "(AccessDeniedException)"));
        }
        assertEquals(1, fal.keys().size());
    }

    @Test
    void requestsWaitForTheRecordsWithinTheirBudgetAndSaySo() throws Exception {
        get(create());
        settings.waitBudget = Duration.ofSeconds(2);
        ledger.loaded = new CompletableFuture<>();
        List<Function<Requester, CompletableFuture<?>>> requests = List.of(
                requester -> keys.rotate(new RotateRequest(ORIGIN, TARGET.credentialsId(), null, 0, null), requester),
                requester -> keys.list(ORIGIN, requester),
                requester -> keys.usage(ORIGIN, null, requester));

        for (Function<Requester, CompletableFuture<?>> request : requests) {
            ImmediateRequester requester = new ImmediateRequester();

            String refusal = refusal(request.apply(requester));

            assertThat(refusal, containsString("Jenkins is still reading its records of fal API keys"));
            assertThat(requester.lines(), hasSize(1));
        }
    }
}
