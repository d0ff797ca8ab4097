package io.jenkins.plugins.falkeys.fuzz;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Input that is almost what the code expects. */
final class Scraps {

    private Scraps() {}

    /** Any text, with a bias towards what parsers and logs find difficult. */
    static Arbitrary<String> text() {
        Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(300);
        Arbitrary<String> known = Arbitraries.of(
                "", " ", ".", "..", "a:b", ":", "a:", ":b", "\0", "\r\n", "\u202e", "\ud83d", "${FAL_KEY}", "<b>&", "%2e%2e",
                "../../x", "key", "null", "9".repeat(400));
        return Arbitraries.frequencyOf(
                Tuple.of(3, anything),
                Tuple.of(2, known),
                Tuple.of(1, Combinators.combine(known, anything).as(String::concat)));
    }

    /** JSON with some of these fields, and values of every type. */
    static Arbitrary<String> json(String... fields) {
        return value(3, fields);
    }

    private static Arbitrary<String> value(int depth, String... fields) {
        Arbitrary<String> leaf = Arbitraries.oneOf(
                text().map(Scraps::quoted),
                Arbitraries.bigDecimals().map(Object::toString),
                Arbitraries.of("null", "true", "false", "-0", "1e400", "1e-400", "\"2026-11-25T00:00:00Z\"", "{", "[]"));
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<String> field = Combinators.combine(Arbitraries.of(fields), value(depth - 1, fields))
                .as((name, content) -> quoted(name) + ":" + content);
        Arbitrary<String> object = field.list().ofMaxSize(8).map(list -> "{" + String.join(",", list) + "}");
        Arbitrary<String> array =
                value(depth - 1, fields).list().ofMaxSize(4).map(list -> "[" + String.join(",", list) + "]");
        return Arbitraries.frequencyOf(
                Tuple.of(4, object), Tuple.of(1, array), Tuple.of(1, leaf));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** A text with one part replaced by random text. */
    static Arbitrary<String> damaged(String whole) {
        Arbitrary<Integer> place = Arbitraries.integers().between(0, whole.length());
        return Combinators.combine(place, place, text())
                .as((one, other, scrap) -> whole.substring(0, Math.min(one, other))
                        + scrap
                        + whole.substring(Math.max(one, other)));
    }
}
