package io.jenkins.plugins.falkeys.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.AbortException;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.scenarios.Leaks;
import io.jenkins.plugins.falkeys.sim.StepCalls;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Whatever arguments a Jenkinsfile passes to a step, the step ends soon: it succeeds, or fails with a one-sentence
 * message. It requests at most one key from fal.
 */
class StepsFuzzTest {

    /** A step writes files and calls fal over HTTP, so a million of these would take days. */
    private static final int TRIES = 300;

    private static final Duration MAX_DURATION = Duration.ofSeconds(20);

    private final FalApiStub fal = new FalApiStub();
    private StepCalls build;

    private interface Call {
        void with(ByteArrayOutputStream log) throws Throwable;
    }

    @BeforeProperty
    void startController() throws Exception {
        build = new StepCalls(URI.create(fal.start().url()), FalApiStub.ADMIN_KEY);
    }

    @AfterProperty
    void stopController() throws Exception {
        build.close();
        fal.close();
    }

    private void check(Call call) {
        int posts = fal.count("POST");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        assertTimeout(MAX_DURATION, () -> {
            try {
                call.with(log);
            } catch (AbortException e) {
                assertFalse(e.getMessage().isBlank());
                assertEquals(List.of(), Leaks.find(e.getMessage(), fal));
            } catch (Throwable t) {
                throw new AssertionError("A user would see a stack trace", t);
            }
        });
        assertTrue(fal.count("POST") - posts <= 1, "more than one POST");
        assertEquals(List.of(), Leaks.find(log.toString(StandardCharsets.UTF_8), fal));
    }

    @Property(seed = "1", tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void falCreateKey(@ForAll("creations") Map<String, Object> arguments) {
        check(log -> build.call("falCreateKey", arguments, log));
    }

    @Property(seed = "2", tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void falRotateKey(@ForAll("rotations") Map<String, Object> arguments) {
        check(log -> build.call("falRotateKey", arguments, log));
    }

    @Property(seed = "3", tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void falDeleteKey(@ForAll("deletions") Map<String, Object> arguments) {
        check(log -> build.call("falDeleteKey", arguments, log));
    }

    @Property(seed = "4", tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void falListKeys(@ForAll("names") String aliasPrefix) {
        check(log -> build.call("falListKeys", Map.of("aliasPrefix", aliasPrefix), log));
    }

    @Property(seed = "5", tries = TRIES, shrinking = ShrinkingMode.BOUNDED)
    void withFalKey(@ForAll("blocks") Map<String, Object> arguments) {
        check(log -> build.callWithBlock("withFalKey", arguments, log));
    }

    @Provide
    Arbitrary<Map<String, Object>> creations() {
        return arguments(Map.of(
                "alias", Scraps.text(),
                "credentialsId", names(),
                "description", Scraps.text(),
                "folder", names(),
                "ifExists", Arbitraries.oneOf(Arbitraries.of("fail", "keep", "rotate"), Scraps.text()),
                "expiresAfterDays", Arbitraries.integers(),
                "adminCredentialsId", names()));
    }

    @Provide
    Arbitrary<Map<String, Object>> rotations() {
        return arguments(Map.of(
                "credentialsId", names(),
                "alias", Scraps.text(),
                "graceMinutes", Arbitraries.integers(),
                "adminCredentialsId", names()));
    }

    @Provide
    Arbitrary<Map<String, Object>> deletions() {
        return arguments(Map.of(
                "keyId", names(),
                "credentialsId", names(),
                "removeCredential", Arbitraries.of(true, false),
                "failIfMissing", Arbitraries.of(true, false)));
    }

    @Provide
    Arbitrary<Map<String, Object>> blocks() {
        return arguments(Map.of(
                "alias", Scraps.text(),
                "variable", names(),
                "keyIdVariable", names(),
                "keySecretVariable", names(),
                "maxCost", Arbitraries.oneOf(Arbitraries.doubles().asGeneric(), Scraps.text().asGeneric()),
                "adminCredentialsId", names()));
    }

    /** Including a whole key instead of a name, except in an alias, which is meant to be shown. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of("a", "fal-a", "team", "/", "FAL_KEY", "KEY_2", FalApiStub.ADMIN_KEY), Scraps.text());
    }

    /** A random selection of the arguments. */
    private static Arbitrary<Map<String, Object>> arguments(Map<String, Arbitrary<?>> values) {
        Arbitrary<Map<String, Object>> arguments = Arbitraries.just(Map.of());
        for (Map.Entry<String, Arbitrary<?>> value : values.entrySet()) {
            arguments = Combinators.combine(arguments, value.getValue().asGeneric(), Arbitraries.of(true, false))
                    .as((some, given, isGiven) -> {
                        Map<String, Object> more = new HashMap<>(some);
                        if (isGiven) {
                            more.put(value.getKey(), given);
                        }
                        return more;
                    });
        }
        return arguments;
    }
}
