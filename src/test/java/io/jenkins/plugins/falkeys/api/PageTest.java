package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest extends StubbedTest {

    @Test
    void anEmptyAccountHasNoKeys() throws FalException {
        assertEquals(List.of(), page().keys());
    }

    @Test
    void returnsTheKeysThatFalLists() throws FalException {
        FalApiStub.Key made = fal.addKey(FalApiStub.ADMIN_KEY, "Schlüssel");

        assertEquals(List.of(new KeyInfo(made.id(), "Schlüssel", "API", made.createdAt())), page().keys());
    }

    @Test
    void doesNotListKeysOfOtherAccounts() throws FalException {
        fal.addAccount("other:admin");
        fal.addKey("other:admin", "theirs");

        assertEquals(List.of(), page().keys());
        assertEquals(1, api.page(AdminKey.of("other:admin"), null, 0).keys().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{keys: []}",
                "{keys: [], next_cursor: null}",
                "{keys: [], next_cursor: ''}",
                "{keys: [], next_cursor: 'more', has_more: false}",
                "{keys: [], has_more: false}"
            })
    void endsAtTheLastPage(String body) throws FalException {
        fal.next("{status: 200, body: " + body + "}");

        KeyListPage page = page();

        assertEquals(List.of(), page.keys());
        assertNull(page.next());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-03-01T12:00:00Z | 2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00.123456Z | 2026-03-01T12:00:00.123456Z",
                "2026-03-01T12:00:00+02:00 | 2026-03-01T10:00:00Z",
                "2026-03-01T12:00:00.5-05:30 | 2026-03-01T17:30:00.500Z"
            })
    void timesAreIso8601(String text, Instant expected) throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a', created_at: '" + text + "'}]}}");

        assertEquals(expected, page().keys().get(0).createdAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yesterday'", "''", "null", "1767225600", "'2026-03-01'"})
    void anUnreadableTimeIsLeftOut(String json) throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a', created_at: " + json + "}]}}");

        assertNull(page().keys().get(0).createdAt());
    }

    @Test
    void unknownAndMissingFieldsDoNotMatter() throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a', scope: 'PRESET_X', alias: null, permissions: {x: [1]}}, 7,"
                + " {alias: 'no id'}, {key_id: '..'}], total: 3}}");

        assertEquals(List.of(new KeyInfo("a", "", "PRESET_X", null)), page().keys());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{status: 200, body: {}} | contains no list",
                "{status: 200, body: {keys: {}}} | contains no list",
                "{status: 200, body: [1]} | not a JSON object",
                "{status: 200, body: {keys: [], has_more: true}} | not how to request them",
                "{response: 'html'} | not a JSON object",
                "{response: 'garbled'} | not a JSON object",
                "{response: 'empty'} | contains no list",
                "{response: 'too-long'} | longer than 1 MB",
                "{response: 'cut-off'} | no complete response"
            })
    void anUnreadableResponseIsAnError(String fault, String text) {
        fal.next(fault);

        FalException e = fails(() -> page());

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString(text));
    }

    @Test
    void theCursorLeadsFromPageToPage() throws FalException {
        for (int i = 0; i < 5; i++) {
            fal.addKey(FalApiStub.ADMIN_KEY, "key " + i);
        }
        List<String> aliases = new ArrayList<>();
        String cursor = null;
        do {
            KeyListPage page = api.page(ADMIN, cursor, 2);
            page.keys().forEach(key -> aliases.add(key.alias()));
            cursor = page.next();
        } while (cursor != null);

        assertEquals(List.of("key 0", "key 1", "key 2", "key 3", "key 4"), aliases);
        assertEquals(3, fal.calls().size());
    }

    @Test
    void limitAndCursorAreSentOnlyIfGiven() throws FalException {
        fal.next("{status: 200, times: 4, body: {keys: []}}");
        api.page(ADMIN, null, 0);
        api.page(ADMIN, null, 25);
        api.page(ADMIN, "c 1&x=y+%41", 0);
        api.page(ADMIN, "Mg==", 7);

        assertEquals(
                List.of(
                        "/v1/keys",
                        "/v1/keys?limit=25",
                        "/v1/keys?cursor=c%201%26x%3Dy%2B%2541",
                        "/v1/keys?limit=7&cursor=Mg%3D%3D"),
                fal.requests().stream().map(request -> request.getTarget()).toList());
    }

    @Test
    void theTimeIsReadFromFalsClock() throws FalException {
        assertNull(page().time());

        fal.reportTime();

        assertNotNull(page().time());
    }

    @Test
    void aPageThatIsTooLongIsReportedAsSuch() {
        fal.next("{response: 'too-long'}");
        fal.next("{status: 500, response: 'too-long'}");
        fal.next("{response: 'garbled'}");

        assertTrue(fails(this::page).tooLong());
        assertFalse(fails(this::page).tooLong());
        assertFalse(fails(this::page).tooLong());
    }

    private KeyListPage page() throws FalException {
        return api.page(ADMIN, null, 0);
    }
}
