package io.jenkins.plugins.falkeys.engine.mint;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is minted, recorded and revoked, and in which order. */
class MintingTest extends EngineTest {

    @Test
    void storesTheKeyAndSaysWhere() throws Exception {
        CreatedKey created = get(create());

        assertEquals("Production Key", created.alias());
        assertEquals(TARGET, created.target());
        assertTrue(fal.works(stores.keys.get(TARGET)));
        assertThat(created.description(), containsString(created.keyId()));
        KeyRecord keyRecord = only();
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
    void recordsTheOwnerAndTheAccount() throws Exception {
        get(create());

        assertEquals(owners.of(ORIGIN), only().owner());
        assertEquals("team", only().account());
    }

    /** Its state is saved when a test completes the future. */
    private record SlowRequester(CompletableFuture<Void> save) implements Requester {
        @Override
        public void waiting(String line) {}
    }

    @Test
    void requestsAndRecordsNothingBeforeTheRunIsSaved() throws Exception {
        CompletableFuture<Void> saved = new CompletableFuture<>();
        CompletableFuture<CreatedKey> work = keys.create(request(), anywhere(), new SlowRequester(saved));
        Thread.sleep(200);

        assertStates();
        assertThat(fal.calls(), empty());

        saved.complete(null);
        get(work);
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void recordsTheRequestBeforeSendingIt() throws Exception {
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> work = create();
        eventually(() -> posts() == 1);

        assertStates(KeyState.CREATING);
        assertNotNull(only().sentAt());
        assertNull(only().keyId());
        get(work);
    }

    @Test
    void requestsNothingIfTheRunCannotBeSaved() {
        IOException full = new IOException("full");
        CompletableFuture<CreatedKey> work =
                keys.create(request(), anywhere(), new SlowRequester(CompletableFuture.failedFuture(full)));

        assertSame(full, failure(work));
        assertThat(fal.calls(), empty());
        assertStates();
    }

    @Test
    void requestsNothingWithoutARecord() {
        ledger.fails = keyRecord -> true;

        assertThat(refusal(create()), containsString("Is the disk full?"));
        assertThat(fal.calls(), empty());
    }

    @Test
    void doesNotRepeatARequestWithoutARecord() {
        fal.next("{on: 'POST', status: 429, retryAfter: '0'}");
        ledger.fails = keyRecord -> keyRecord.sentAt() != null && posts() > 0;

        assertThat(refusal(create()), containsString("Is the disk full?"));
        assertEquals(1, posts());
        assertStates();
    }

    @Test
    void deletesAKeyThatCannotBeRecorded() {
        ledger.fails = keyRecord -> keyRecord.state() == KeyState.CREATING && keyRecord.keyId() != null;

        assertThat(refusal(create()), containsString("It was revoked."));
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void deletesAKeyThatTheStoreRefuses() {
        stores.refuses = true;

        String refusal = refusal(create());

        assertThat(refusal, containsString("The store is full."));
        assertThat(refusal, containsString("It was revoked."));
        assertTrue(stores.keys.isEmpty());
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void removesWhatTheStoreKeptBeforeTheNextRequest() throws Exception {
        stores.refuses = true;
        fal.next("{on: 'POST', lateMillis: 300}");
        CompletableFuture<CreatedKey> first = create();
        eventually(() -> posts() == 1);
        CompletableFuture<CreatedKey> second = keys.create(request(OTHER_JOB), anywhere(), SAVED);
        fal.next("{on: 'DELETE', lateMillis: 300}");
        eventually(() -> deletes() == 1);
        stores.refuses = false;

        assertThat(refusal(first), containsString("The store is full."));
        assertTrue(stores.holds(TARGET, get(second).keyId()));
    }

    @Test
    void deletesAKeyEvenIfTheStoreKeepsIt() {
        stores.refuses = true;
        stores.refusesToRemove = true;

        assertThat(refusal(create()), containsString("It was revoked."));
        assertThat(fal.keys(), empty());
    }

    @Test
    void saysThatAKeyIsStillLive() {
        stores.refuses = true;
        fal.next("{on: 'DELETE', status: 403}");

        assertThat(refusal(create()), containsString("It is still live: the deletion failed"));
        assertStates(KeyState.DELETING);
        assertEquals(1, fal.keys().size());
    }

    @Test
    void givesTheKeyToItsReceiver() throws Exception {
        AtomicReference<String> received = new AtomicReference<>();

        KeyReceiver.Lease lease = get(keys.withKey(request(), SAVED, (key, mine) -> received.set(key.value())));

        assertTrue(fal.works(received.get()));
        assertStates(KeyState.ACTIVE);
        assertNull(only().target());
        assertEquals(only().keyId(), lease.keyId());
        assertEquals(only().id(), lease.recordId());

        get(keys.end(lease));
        eventuallyStates(KeyState.DELETED);
        assertThat(fal.keys(), empty());
    }

    @Test
    void deletesAKeyThatItsReceiverRejects() {
        IllegalStateException thrown = new IllegalStateException("no mask");
        CompletableFuture<KeyReceiver.Lease> work = keys.withKey(request(), SAVED, (key, lease) -> {
            throw thrown;
        });

        assertSame(thrown, failure(work));
        assertThat(fal.keys(), empty());
        assertStates(KeyState.DELETED);
    }

    @Test
    void createsOneKeyForOneCredential() throws Exception {
        fal.next("{on: 'POST', lateMillis: 200}");
        CompletableFuture<CreatedKey> first = create();
        CompletableFuture<CreatedKey> second = keys.create(request(OTHER_JOB), anywhere(), SAVED);

        CompletableFuture.allOf(first, second).handle((value, error) -> null).get();

        assertTrue(first.isCompletedExceptionally() != second.isCompletedExceptionally());
        assertEquals(1, posts());
        assertEquals(1, fal.keys().size());
        assertStates(KeyState.ACTIVE);
    }

    @Test
    void refusesAnInvalidAliasBeforeCallingFal() {
        assertEquals("No key was created: The alias is empty.", refusal(create(" ")));
        assertThat(fal.calls(), empty());
        assertStates();
    }

    @Test
    void refusesInTheLanguageOfTheController() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMAN);
            assertEquals("Es wurde kein Schlüssel erzeugt: Der Alias ist leer.", refusal(create(" ")));
        } finally {
            Locale.setDefault(before);
        }
    }

    private CompletableFuture<KeyReceiver.Lease> create(String alias) {
        return keys.withKey(new KeyRequest(ORIGIN, alias, false, null), SAVED, (key, lease) -> {});
    }

    @Test
    void everyUniqueAliasIsDifferent() throws Exception {
        assertThat(keys.uniqueAlias(ORIGIN, 7), containsString("team/job #7 "));
        assertThat(keys.uniqueAlias(ORIGIN, 7), not(keys.uniqueAlias(ORIGIN, 7)));
    }

    @Test
    void thereIsNoUniqueAliasIfFoldersContradictEachOther() {
        settings.contradiction = "The folders 'a' and 'a/b' require prefixes that contradict each other.";

        KeyException refused = assertThrows(KeyException.class, () -> keys.uniqueAlias(ORIGIN, 7));

        assertThat(refused.getMessage(), containsString(settings.contradiction));
        assertThat(refused.getMessage(), containsString("No key was created"));
    }
}
