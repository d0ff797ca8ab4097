package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListTest extends StubbedTest {

    @Test
    void emptyAccountHasNoKeys() throws FalException {
        assertEquals(List.of(), api.list(ADMIN).keys());
    }

    @Test
    void saysWhatFalSays() throws FalException {
        FalApiStub.Key made = fal.addKey(FalApiStub.ADMIN_KEY, "Schlüssel");

        assertEquals(
                List.of(new KeyInfo(made.id(), "Schlüssel", "API", made.createdAt())),
                api.list(ADMIN).keys());
    }

    @Test
    void goesThroughAllPages() throws FalException {
        fal.pageSize(2);
        for (int i = 0; i < 5; i++) {
            fal.addKey(FalApiStub.ADMIN_KEY, "key " + i);
        }

        List<KeyInfo> keys = api.list(ADMIN).keys();

        assertEquals(
                List.of("key 0", "key 1", "key 2", "key 3", "key 4"),
                keys.stream().map(KeyInfo::alias).toList());
        assertEquals(3, fal.calls().size());
    }

    @Test
    void keysOfOtherAccountsAreNotThere() throws FalException {
        fal.addAccount("other:admin");
        fal.addKey("other:admin", "theirs");

        assertEquals(List.of(), api.list(ADMIN).keys());
        assertEquals(1, api.list(AdminKey.of("other:admin")).keys().size());
    }

    @Test
    void keyThatSlidesToTheNextPageCountsOnce() throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a'}, {key_id: 'b'}], next_cursor: 'c 1&x=y+%41', has_more:"
                + " true}}");
        fal.next("{status: 200, body: {keys: [{key_id: 'b'}, {key_id: 'c'}], next_cursor: null, has_more: false}}");

        List<KeyInfo> keys = api.list(ADMIN).keys();

        assertEquals(List.of("a", "b", "c"), keys.stream().map(KeyInfo::keyId).toList());
        assertEquals("c 1&x=y+%41", fal.requests().get(1).getUrl().queryParameter("cursor"));
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
    void endsWhereFalSaysSo(String body) throws FalException {
        fal.next("{status: 200, body: " + body + "}");

        assertEquals(List.of(), api.list(ADMIN).keys());
        assertEquals(1, fal.calls().size());
    }

    @Test
    void cursorThatComesAgainEndsInAnError() {
        fal.next("{status: 200, times: 9, body: {keys: [{key_id: 'a'}], next_cursor: 'same', has_more: true}}");

        FalException e = fails(() -> api.list(ADMIN));

        assertThat(e.getMessage(), containsString("does not end"));
        assertEquals(2, fal.calls().size());
    }

    @Test
    void pagesWithoutEndEndInAnError() {
        for (int i = 0; i <= 1000; i++) {
            fal.next("{status: 200, body: {keys: [], next_cursor: '" + i + "', has_more: true}}");
        }

        FalException e = fails(() -> api.list(ADMIN));

        assertThat(e.getMessage(), containsString("does not end"));
        assertEquals(1000, fal.calls().size());
    }

    @Test
    void partOfAListIsNoList() {
        fal.pageSize(1);
        fal.addKey(FalApiStub.ADMIN_KEY, "a");
        fal.next("{status: 200, body: {keys: [{key_id: 'a'}], next_cursor: '1', has_more: true}}");
        fal.next("{status: 500}");

        assertEquals(500, fails(() -> api.list(ADMIN)).status());
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

        assertEquals(expected, api.list(ADMIN).keys().get(0).createdAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"'yesterday'", "''", "null", "1767225600", "'2026-03-01'"})
    void timeThatCannotBeReadIsLeftOut(String json) throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a', created_at: " + json + "}]}}");

        assertNull(api.list(ADMIN).keys().get(0).createdAt());
    }

    @Test
    void unknownAndMissingFieldsDoNotMatter() throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a', scope: 'PRESET_X', alias: null, permissions: {x: [1]}}, 7,"
                + " {alias: 'no id'}, {key_id: '..'}], total: 3}}");

        assertEquals(
                List.of(new KeyInfo("a", "", "PRESET_X", null)), api.list(ADMIN).keys());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{status: 200, body: {}} | has no list",
                "{status: 200, body: {keys: {}}} | has no list",
                "{status: 200, body: [1]} | no JSON object",
                "{status: 200, body: {keys: [], has_more: true}} | not where",
                "{answer: 'html'} | no JSON object",
                "{answer: 'garbled'} | no JSON object",
                "{answer: 'empty'} | has no list",
                "{answer: 'too-long'} | longer than 1 MB",
                "{answer: 'cut-off'} | No whole answer"
            })
    void answerThatCannotBeReadIsAnError(String fault, String text) {
        fal.next(fault);

        FalException e = fails(() -> api.list(ADMIN));

        assertEquals(Outcome.UNKNOWN, e.outcome());
        assertThat(e.getMessage(), containsString(text));
    }
}
