package io.jenkins.plugins.falkeys.api.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes untrusted text fit for a log: one line, no terminal codes, no secrets. */
public final class Scrubber {

    private static final String REDACTED = "****";

    /** Codes that change the colour or move the cursor: {@code ESC [ … m} and the like. */
    private static final Pattern TERMINAL_CODE = Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?");

    /** Control and format characters, line and paragraph separators, unpaired surrogates. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    /** What keys look like in practice: a UUID, a colon, hex digits. */
    private static final Pattern KEY_SHAPE = Pattern.compile("(?i)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):\\w+");

    private final String[] secrets;

    private Scrubber(Stream<String> secrets) {
        this.secrets = secrets.filter(secret -> !secret.isEmpty())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toArray(String[]::new);
    }

    /** Removes these secrets wherever they occur. */
    public static Scrubber of(String... secrets) {
        return new Scrubber(Stream.of(secrets));
    }

    /** Also removes the new key in a response from wherever else the response repeats it. */
    public Scrubber and(JsonNode answer) {
        Stream<String> secretHalves = answer.findValues("key_secret").stream().map(JsonNode::asText);
        Stream<String> keys =
                answer.findValues("key").stream().map(JsonNode::asText).filter(key -> key.contains(":"));
        Stream<String> found =
                Stream.concat(secretHalves, keys.flatMap(key -> Stream.of(key, key.substring(key.indexOf(':') + 1))));
        return new Scrubber(Stream.concat(Stream.of(secrets), found));
    }

    /**
     * @param longest the maximum length of the line, in characters
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
