package io.jenkins.plugins.falkeys.engine.reconcile;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.engine.Comparison;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.MemoryAdminKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An administrator compares the ledger with fal. */
class AuditTest extends EngineTest {

    private List<Comparison> compare() throws Exception {
        return get(keys.administration().compare(person()));
    }

    @Test
    void comparesEachAccountWithItsList() throws Exception {
        get(create());
        KeyRecord missing = only();
        fal.addKey(FalApiStub.ADMIN_KEY, "Somebody else's");

        List<Comparison> same = compare();
        assertEquals(1, same.size());
        assertThat(same.get(0).onlyHere(), empty());
        assertThat(
                same.get(0).onlyAtFal().stream()
                        .map(key -> key.alias() + ", " + key.scope())
                        .toList(),
                contains("Somebody else's, API"));

        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put(MemoryAdminKeys.USUAL, OTHER_ACCOUNT);
        List<Comparison> other = compare();
        assertThat(other.get(0).onlyAtFal(), empty());
        assertThat(other.get(0).onlyHere(), contains(missing));
        assertNull(other.get(0).error());
    }

    @Test
    void aKeyThatALostRequestMayHaveCreatedIsNotForeign() throws Exception {
        fal.next("{on: 'POST', drop: 'after'}");
        refusal(create());

        assertThat(compare().get(0).onlyAtFal(), empty());
    }

    @Test
    void anUnreadableListIsReported() throws Exception {
        fal.next("{on: 'GET', status: 403}");
        assertThat(compare().get(0).error(), containsString("HTTP 403"));
    }
}
