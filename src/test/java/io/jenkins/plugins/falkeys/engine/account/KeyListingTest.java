package io.jenkins.plugins.falkeys.engine.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.FalException;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyList;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An account's key list is read once for everyone, page by page, and completely. */
class KeyListingTest extends EngineTest {

    private static final int PAGE = 10;

    private KeyListing listing;

    @BeforeEach
    void open() {
        listing = new Account("team", ports(), new StopSignal()).listing();
        fal.pageSize(PAGE);
    }

    private CompletableFuture<KeyList> read() {
        return listing.read(admin().key(), Wait.forever(ports(), new StopSignal()));
    }

    private void addKeys(int number) {
        for (int i = 0; i < number; i++) {
            fal.addKey(FalApiStub.ADMIN_KEY, "Key " + i);
        }
    }

    private void assertComplete(KeyList list) {
        Set<String> ids = fal.keys().stream().map(FalApiStub.Key::id).collect(Collectors.toSet());
        assertEquals(ids, new HashSet<>(list.keys().stream().map(KeyInfo::keyId).toList()));
        assertEquals(ids.size(), list.keys().size());
    }

    @Test
    void readsEveryPage() throws Exception {
        addKeys(26 * PAGE);

        assertComplete(get(read()));

        assertEquals(26, lists());
    }

    @Test
    void listsTheKeysInTheOrderOfThePages() throws Exception {
        fal.pageSize(2);
        addKeys(5);

        assertEquals(
                List.of("Key 0", "Key 1", "Key 2", "Key 3", "Key 4"),
                get(read()).keys().stream().map(KeyInfo::alias).toList());
        assertEquals(3, lists());
    }

    @Test
    void aKeyThatMovesToTheNextPageCountsOnce() throws Exception {
        fal.next("{status: 200, body: {keys: [{key_id: 'a'}, {key_id: 'b'}], next_cursor: 'c 1&x=y+%41', has_more:"
                + " true}}");
        fal.next("{status: 200, body: {keys: [{key_id: 'b'}, {key_id: 'c'}], next_cursor: null, has_more: false}}");

        List<KeyInfo> keys = get(read()).keys();

        assertEquals(List.of("a", "b", "c"), keys.stream().map(KeyInfo::keyId).toList());
        assertEquals("c 1&x=y+%41", fal.requests().get(1).getUrl().queryParameter("cursor"));
    }

    @Test
    void aRepeatedCursorIsAnError() {
        fal.next("{status: 200, times: 9, body: {keys: [{key_id: 'a'}], next_cursor: 'same', has_more: true}}");

        assertThat(failure(read()).getMessage(), containsString("does not end"));
        assertEquals(2, lists());
    }

    @Test
    void endlessPagesAreAnError() {
        for (int i = 0; i <= 1000; i++) {
            fal.next("{status: 200, body: {keys: [], next_cursor: '" + i + "', has_more: true}}");
        }

        assertThat(failure(read()).getMessage(), containsString("does not end"));
        assertEquals(1000, lists());
    }

    @Test
    void resumesAtThePageThatGotA429() throws Exception {
        addKeys(26 * PAGE);
        fal.next("{on: 'GET', times: 11}");
        fal.next("{on: 'GET', status: 429}");

        assertComplete(get(read()));

        assertEquals(26 + 1, lists());
    }

    @Test
    void finishesDespiteA429EveryFewPages() throws Exception {
        addKeys(26 * PAGE);
        for (int i = 0; i < 2; i++) {
            fal.next("{on: 'GET', times: 8}");
            fal.next("{on: 'GET', status: 429}");
        }

        assertComplete(get(read()));

        assertEquals(26 + 2, lists());
    }

    @Test
    void resumesAtThePageThatFailed() throws Exception {
        addKeys(5 * PAGE);
        fal.next("{on: 'GET', times: 3}");
        fal.next("{on: 'GET', status: 503}");

        assertComplete(get(read()));

        assertEquals(5 + 1, lists());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void requestsSmallerPagesIfOneIsTooLong(int pagesBefore) throws Exception {
        addKeys(5 * PAGE + 3);
        if (pagesBefore > 0) {
            fal.next("{on: 'GET', times: " + pagesBefore + "}");
        }
        fal.next("{on: 'GET', response: 'too-long'}");

        assertComplete(get(read()));
    }

    @Test
    void doesNotStartOverIfAPageIsTooLong() throws Exception {
        addKeys(5 * PAGE);
        fal.next("{on: 'GET', times: 4}");
        fal.next("{on: 'GET', response: 'too-long'}");

        assertComplete(get(read()));

        // The fifth page begins at key 40. With half the page size, the fifth page begins at key 20.
        assertEquals(4 + 1 + 6, lists());
    }

    @Test
    void requestsSmallerAndSmallerPages() throws Exception {
        addKeys(2 * PAGE);
        fal.next("{on: 'GET', times: 1}");
        fal.next("{on: 'GET', response: 'too-long', times: 2}");

        assertComplete(get(read()));

        List<String> limits = fal.requests().stream()
                .map(request -> String.valueOf(request.getUrl().queryParameter("limit")))
                .toList();
        assertThat(limits, hasItem("5"));
        assertThat(limits, hasItem("2"));
    }

    @Test
    void failsIfAPageIsMissing() {
        addKeys(3 * PAGE);
        fal.next("{on: 'GET', times: 2}");
        fal.next("{on: 'GET', status: 403}");

        assertEquals(403, assertInstanceOf(FalException.class, failure(read())).status());
    }

    @Test
    void failsIfAKeyIsTooLongForAnyPage() {
        addKeys(3 * PAGE);
        fal.always("{on: 'GET', response: 'too-long'}");

        assertInstanceOf(FalException.class, failure(read()));
        assertTrue(lists() < 20);
    }

    @Test
    void oneReadingServesEverybodyWhoAskedBeforeItStarted() throws Exception {
        addKeys(3);
        fal.next("{on: 'GET', lateMillis: 300}");
        CompletableFuture<KeyList> first = read();
        eventually(() -> lists() == 1);
        CompletableFuture<KeyList> second = read();
        CompletableFuture<KeyList> third = read();
        fal.addKey(FalApiStub.ADMIN_KEY, "Late Key");

        assertEquals(3, get(first).keys().size());
        assertEquals(4, get(second).keys().size());
        assertEquals(4, get(third).keys().size());
        assertEquals(2, lists());
    }

    @Test
    void theBackOffGrowsUntilAListIsRead() throws Exception {
        fal.next("{on: 'GET', status: 403, times: 2}");
        failure(read());
        assertTrue(listing.isBackingOff());
        ahead = Duration.ofSeconds(61);
        assertFalse(listing.isBackingOff());
        failure(read());
        ahead = ahead.plusSeconds(61);
        assertTrue(listing.isBackingOff());
        ahead = ahead.plusSeconds(61);
        assertFalse(listing.isBackingOff());

        get(read());
        assertFalse(listing.isBackingOff());
    }

    @Test
    void aRefusedAdminKeyDoesNotAffectAReadingWithAnother() throws Exception {
        AdminKey revoked = AdminKey.of("0ad33333-0000-4000-8000-000000000000:0123456789abcdef");
        addKeys(3);
        fal.next("{on: 'GET', lateMillis: 300}");
        CompletableFuture<KeyList> first = read();
        eventually(() -> lists() == 1);
        CompletableFuture<KeyList> refused =
                Futures.unwrapped(listing.read(revoked, Wait.forever(ports(), new StopSignal())));
        CompletableFuture<KeyList> shared = read();

        get(first);
        assertEquals(401, assertInstanceOf(FalException.class, failure(refused)).status());
        assertEquals(3, get(shared).keys().size());
    }

    @Test
    void settingTheClockBackEndsTheBackOff() throws Exception {
        ahead = Duration.ofHours(10);
        fal.next("{on: 'GET', status: 500, times: 4}");
        failure(read());
        assertTrue(listing.isBackingOff());

        ahead = Duration.ZERO;

        assertFalse(listing.isBackingOff());
    }
}
