package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made, written and taken back, and in which order. */
class KeyServiceTest extends EngineTest {

    @Test
    void storesTheKeyAndSaysWhere() throws Exception {
        CreatedKey created = get(create());

        assertEquals("Production Key", created.alias());
        assertEquals(TARGET, created.target());
        assertTrue(fal.works(stores.keys.get(TARGET)));
        assertThat(created.description(), containsString(created.keyId()));
        KeyRecord keyRecord = ledger.all().get(0);
        assertEquals(KeyState.ACTIVE, keyRecord.state());
        assertEquals(created.keyId(), keyRecord.keyId());
        assertEquals(created.createdAt(), keyRecord.createdAt());
        assertEquals(TARGET, keyRecord.target());
        assertEquals(ORIGIN, keyRecord.origin());
        assertEquals(admin().reference(), keyRecord.admin());
    }

    @Test
    void writesNoSecret() throws Exception {
        get(create());

        String secret = stores.keys.get(TARGET).replaceAll(".*:", "");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file), not(containsString(secret)));
            }
        }
    }

    @Test
    void writesBeforeItAsks() throws Exception {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work =
                keys.create(request(), new StoreRequest(null, null, null, IfExists.FAIL), () -> saved);
        eventually(() -> !ledger.all().isEmpty());

        assertStates(KeyState.CREATING);
        assertNull(ledger.all().get(0).sentAt());
        assertThat(fal.calls(), empty());

        saved.complete(null);
        get(work);
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void asksNothingWhenTheRunCannotBeSaved() {
        CompletableFuture<CreatedKey> work = keys.create(
                request(),
                new StoreRequest(null, null, null, IfExists.FAIL),
                () -> CompletableFuture.failedFuture(new IOException("full")));

        assertThrows(ExecutionException.class, () -> get(work));
        assertThat(fal.calls(), empty());
        assertStates();
    }

    @Test
    void asksNothingWithoutARecord() {
        ledger.fails = keyRecord -> true;

        assertThat(refusal(create()), containsString("Is the disk full?"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void asksNothingWithoutARecordThatItIsAsked() {
        ledger.fails = keyRecord -> keyRecord.sentAt() != null;

        assertThat(refusal(create()), containsString("Is the disk full?"));
        assertThat(fal.calls(), empty());
        assertStates();
    }

    @Test
    void deletesAKeyThatCannotBeRecorded() {
        ledger.fails = keyRecord -> keyRecord.state() == KeyState.CREATING && keyRecord.keyId() != null;

        assertThat(refusal(create()), containsString("It was deleted again."));
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void deletesAKeyThatTheStoreRefused() {
        stores.refuses = true;

        String refusal = refusal(create());

        assertThat(refusal, containsString("The store is full."));
        assertThat(refusal, containsString("It was deleted again."));
        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void deletesAKeyAlsoWhenTheStoreKeepsIt() {
        stores.refuses = true;
        stores.refusesToRemove = true;

        assertThat(refusal(create()), containsString("It was deleted again."));
        assertThat(fal.keys(), empty());
    }

    @Test
    void saysThatAKeyIsStillLive() {
        stores.refuses = true;
        fal.next("{on: 'DELETE', status: 403}");

        assertThat(refusal(create()), containsString("It is still live: its deletion failed"));
        assertStates(KeyState.DELETING);
        assertEquals(1, fal.keys().size());
    }

    @Test
    void givesTheKeyToItsReceiver() throws Exception {
        AtomicReference<String> received = new AtomicReference<>();

        String recordId = get(keys.withKey(request(), SAVED, (key, id) -> received.set(key.value())));

        assertTrue(fal.works(received.get()));
        assertStates(KeyState.ACTIVE);
        assertNull(ledger.all().get(0).target());

        String keyId = keys.end(recordId);
        assertEquals(ledger.all().get(0).keyId(), keyId);
        eventually(() -> states().equals(List.of(KeyState.DELETED)));
        assertThat(fal.keys(), empty());
    }

    @Test
    void deletesAKeyThatItsReceiverDidNotTake() {
        IllegalStateException thrown = new IllegalStateException("no mask");
        CompletableFuture<String> work = keys.withKey(request(), SAVED, (key, id) -> {
            throw thrown;
        });

        assertSame(
                thrown, assertThrows(ExecutionException.class, () -> get(work)).getCause());
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void makesOneKeyForOneCredential() throws Exception {
        fal.next("{on: 'POST', lateMillis: 200}");
        CompletableFuture<CreatedKey> first = create();
        CompletableFuture<CreatedKey> second = keys.create(
                request(new Origin("other#1", 1, "3", "other")),
                new StoreRequest(TARGET.credentialsId(), null, null, IfExists.FAIL),
                SAVED);

        CompletableFuture.allOf(first, second).handle((value, error) -> null).get();

        assertTrue(first.isCompletedExceptionally() != second.isCompletedExceptionally());
        assertEquals(1, posts());
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void refusesAnAliasBeforeItAsks() {
        assertEquals("No key was made: The alias is empty.", refusal(create(" ")));
        assertThat(fal.calls(), empty());
        assertStates();
    }

    @Test
    void refusesInTheLanguageOfTheController() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMAN);
            assertEquals("Kein Schlüssel wurde erzeugt: Der Alias ist leer.", refusal(create(" ")));
        } finally {
            Locale.setDefault(before);
        }
    }

    private CompletableFuture<String> create(String alias) {
        return keys.withKey(new KeyRequest(ORIGIN, alias, false, null), SAVED, (key, id) -> {});
    }

    @Test
    void endsNothingThatIsNotRecorded() {
        assertNull(keys.end("nowhere"));
        assertThat(fal.calls(), empty());
    }
}
