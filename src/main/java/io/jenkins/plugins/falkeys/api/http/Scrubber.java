package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes text of others fit for a log: one line, no terminal codes, no secrets. */
public final class Scrubber {

    private static final String REDACTED = "****";

    /** Codes that colour or move: {@code ESC [ … m} and the like. */
    private static final Pattern TERMINAL_CODE = Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?");

    /** Control and format characters, separators of lines and paragraphs, halves of surrogate pairs. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    /** The shape that keys have in practice: a UUID, a colon, hex digits. */
    private static final Pattern KEY_SHAPE = Pattern.compile("(?i)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):\\w+");

    private final String[] secrets;

    private Scrubber(Stream<String> secrets) {
        this.secrets = secrets.filter(secret -> !secret.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toArray(String[]::new);
    }

    /** Takes these secrets out wherever they stand. */
    public static Scrubber of(String... secrets) {
        return new Scrubber(Stream.of(secrets));
    }

    /** Takes out what this one does, and the new key that an answer gives, wherever else the answer repeats it. */
    public Scrubber and(JsonNode answer) {
        Stream<String> secretHalves = answer.findValues("key_secret").stream().map(JsonNode::asText);
        Stream<String> keys =
                answer.findValues("key").stream().map(JsonNode::asText).filter(key -> key.contains(":"));
        Stream<String> found =
                Stream.concat(secretHalves, keys.flatMap(key -> Stream.of(key, key.substring(key.indexOf(':') + 1))));
        return new Scrubber(Stream.concat(Stream.of(secrets), found));
    }

    /**
     * @param longest number of characters that the line has at most
     */
    public String line(String text, int longest) {
        String line = TERMINAL_CODE.matcher(text).replaceAll("");
        line = UNPRINTABLE.matcher(line).replaceAll(" ").strip();
        for (String secret : secrets) {
            line = line.replace(secret, REDACTED);
        }
        line = KEY_SHAPE.matcher(line).replaceAll("$1:" + REDACTED);
        return cut(line, longest);
    }

    private static String cut(String line, int longest) {
        if (line.length() <= longest) {
            return line;
        }
        int end = longest - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
