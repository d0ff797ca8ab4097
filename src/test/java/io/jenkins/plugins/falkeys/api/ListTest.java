package io.jenkins.plugins.falkeys.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListTest extends StubbedTest {

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
    void keyThatSlidesToTheNextPageCountsOnce() throws FalException {
        fal.next("{status: 200, body: {keys: [{key_id: 'a'}, {key_id: 'b'}], next_cursor: 'c 1&x=y+%41', has_more:"
                + " true}}");
        fal.next("{status: 200, body: {keys: [{key_id: 'b'}, {key_id: 'c'}], next_cursor: null, has_more: false}}");

        List<KeyInfo> keys = api.list(ADMIN).keys();

        assertEquals(List.of("a", "b", "c"), keys.stream().map(KeyInfo::keyId).toList());
        assertEquals("c 1&x=y+%41", fal.requests().get(1).getUrl().queryParameter("cursor"));
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
}
