package io.jenkins.plugins.falkeys.dashboard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Which records a user wants to see, and in which order. Invalid parts of a request are ignored.
 *
 * @param text what one of the names in a record must contain, ignoring case; empty for all records
 * @param state null for all states
 * @param owner full name of the item that the keys belong to; empty for any
 * @param ownerless whether to show only keys that belong to no item
 * @param page counted from 1
 */
record KeyQuery(
        String text,
        @CheckForNull KeyState state,
        String owner,
        boolean ownerless,
        Column sort,
        boolean descending,
        int page) {

    /** A text that names a build, such as {@code team/job#1}, which must not match build 12. */
    private static final Pattern BUILD = Pattern.compile(".*#[0-9]+");

    /** The columns by which records can be sorted. */
    enum Column {
        ALIAS(KeyRecord::alias),
        STATE(keyRecord -> keyRecord.state().name()),
        CREDENTIAL(keyRecord -> keyRecord.target() == null
                ? ""
                : keyRecord.target().store() + "/" + keyRecord.target().credentialsId()),
        MAKER(keyRecord -> keyRecord.origin().maker()),
        AGE(Comparator.comparing(KeyRecord::since).reversed());

        private final Comparator<KeyRecord> order;

        Column(Function<KeyRecord, String> text) {
            this(Comparator.comparing(text, String.CASE_INSENSITIVE_ORDER));
        }

        Column(Comparator<KeyRecord> order) {
            this.order = order;
        }

        /** The column's name in a URL. */
        String parameter() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static KeyQuery of(StaplerRequest2 request) {
        return new KeyQuery(
                Util.fixNull(request.getParameter("text")).trim(),
                named(KeyState.values(), request.getParameter("state"), null),
                Util.fixNull(request.getParameter("owner")).trim(),
                "true".equals(request.getParameter("ownerless")),
                named(Column.values(), request.getParameter("sort"), Column.AGE),
                "true".equals(request.getParameter("descending")),
                page(request.getParameter("page")));
    }

    private static <E extends Enum<E>> E named(E[] values, @CheckForNull String name, @CheckForNull E otherwise) {
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(name))
                .findFirst()
                .orElse(otherwise);
    }

    private static int page(@CheckForNull String number) {
        return number != null && number.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(number) : 1;
    }

    boolean matches(KeyRecord keyRecord) {
        return (state == null || state == keyRecord.state())
                && (text.isEmpty() || hasText(keyRecord))
                && (owner.isEmpty()
                        || keyRecord.owner() != null
                                && keyRecord.owner().name().equals(owner)
                                && FalKeys.get().keys().records().hasOwner(keyRecord))
                && !(ownerless && FalKeys.get().keys().records().hasOwner(keyRecord));
    }

    private boolean hasText(KeyRecord keyRecord) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return Stream.of(
                        keyRecord.alias(),
                        keyRecord.keyId(),
                        keyRecord.target() == null ? null : keyRecord.target().store(),
                        keyRecord.target() == null ? null : keyRecord.target().credentialsId(),
                        keyRecord.owner() == null ? null : keyRecord.owner().name(),
                        keyRecord.origin().maker())
                .filter(Objects::nonNull)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .anyMatch(
                        BUILD.matcher(wanted).matches()
                                ? name -> name.endsWith(wanted)
                                : name -> name.contains(wanted));
    }

    Comparator<KeyRecord> order() {
        return descending ? sort.order.reversed() : sort.order;
    }

    /** The same query for another page. */
    String url(int otherPage) {
        return url(sort, descending, otherPage);
    }

    /** The URL of the same query sorted by this column, or in reverse if it is already sorted by it. */
    String url(Column column) {
        return url(column, column == sort && !descending, 1);
    }

    private String url(Column column, boolean down, int otherPage) {
        return "?text=" + Util.rawEncode(text)
                + "&state=" + (state == null ? "" : state.name())
                + "&owner=" + Util.rawEncode(owner)
                + "&ownerless=" + ownerless
                + "&sort=" + column.parameter()
                + "&descending=" + down
                + "&page=" + otherPage;
    }
}
