package io.jenkins.plugins.falkeys.dashboard;

import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.view.KeyRow;
import io.jenkins.plugins.falkeys.view.KeyStates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** One page of the records that a query finds. */
@Restricted(NoExternalUse.class)
public final class KeyTable {

    private static final int PAGE_SIZE = 50;

    private final KeyQuery query;
    private final int total;
    private final List<KeyRecord> found;

    KeyTable(KeyQuery query, List<KeyRecord> all) {
        this.query = query;
        total = all.size();
        found = all.stream().filter(query::matches).sorted(query.order()).toList();
    }

    /**
     * The header of a column.
     *
     * @param url the query that sorts by this column
     * @param sort the value of {@code aria-sort}: {@code ascending}, {@code descending} or {@code none}
     */
    public record Header(String name, String url, String sort) {}

    /**
     * A state to choose from.
     *
     * @param value empty for all states
     */
    public record StateChoice(String value, String name, boolean selected) {}

    public List<Header> headers() {
        return Arrays.stream(KeyQuery.Column.values()).map(this::header).toList();
    }

    private Header header(KeyQuery.Column column) {
        String name =
                switch (column) {
                    case ALIAS -> Messages.KeyTable_key();
                    case STATE -> Messages.KeyTable_state();
                    case CREDENTIAL -> Messages.KeyTable_credential();
                    case MAKER -> Messages.KeyTable_maker();
                    case AGE -> Messages.KeyTable_age();
                };
        String sort = column != query.sort() ? "none" : query.descending() ? "descending" : "ascending";
        return new Header(name, query.url(column), sort);
    }

    public List<StateChoice> states() {
        List<StateChoice> choices = new ArrayList<>();
        choices.add(new StateChoice("", Messages.KeyTable_allStates(), query.state() == null));
        for (KeyState state : KeyState.values()) {
            choices.add(new StateChoice(state.name(), KeyStates.name(state), query.state() == state));
        }
        return choices;
    }

    public String text() {
        return query.text();
    }

    public String owner() {
        return query.owner();
    }

    public boolean ownerless() {
        return query.ownerless();
    }

    /** The name of the current order in a URL, so that the filter form keeps it. */
    public String sort() {
        return query.sort().parameter();
    }

    public boolean descending() {
        return query.descending();
    }

    public List<KeyRow> rows() {
        int start = (page() - 1) * PAGE_SIZE;
        return found.subList(start, Math.min(start + PAGE_SIZE, found.size())).stream()
                .map(KeyRow::new)
                .toList();
    }

    /** The number of all records, regardless of the query. */
    public int total() {
        return total;
    }

    /** The number of records found. */
    public int count() {
        return found.size();
    }

    /** The current page, counted from 1; the last page if the request asked for a later one. */
    public int page() {
        return Math.min(query.page(), pages());
    }

    /** At least 1. */
    public int pages() {
        return Math.max(1, (found.size() + PAGE_SIZE - 1) / PAGE_SIZE);
    }

    /** The URL of a page of this query. */
    public String pageUrl(int page) {
        return query.url(page);
    }
}
