package io.jenkins.plugins.falkeys.masking;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a masked log shows. Its bytes are written here as ISO-8859-1 characters. */
class MaskingStreamTest {

    /** The most that the stream holds back, in bytes. */
    private static final int HELD_BACK = 1 << 14;

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private KeyFormFinder finder = new KeyFormFinder(List.of("0123456789abcdef", "id:0123456789abcdef"), ISO_8859_1);
    private final OutputStream stream = new MaskingStream(log, () -> finder);

    private void write(String text) throws IOException {
        stream.write(text.getBytes(ISO_8859_1));
    }

    private String log() {
        return log.toString(ISO_8859_1);
    }

    @Test
    void masksSecretsAndKeepsEveryOtherByte() throws IOException {
        write("\u00ff\u00fe\0 0123456789abcdef\u00e40123456789abcdef\u0080\r\n");
        assertEquals("\u00ff\u00fe\0 ****\u00e4****\u0080\r\n", log());
    }

    @Test
    void masksTheLongestOfSeveralSecretsWithTheSameStart() throws IOException {
        finder = new KeyFormFinder(List.of("0123456", "0123456789", "012345678"), ISO_8859_1);
        write("0123456789 012345678 0123456 012345\n");
        assertEquals("**** **** **** 012345\n", log());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void passesOnEachLineAtItsEnd(String end) throws IOException {
        write("one 0123456789abcdef" + end);
        assertEquals("one ****" + end, log());
        write("two");
        assertEquals("one ****" + end, log());
        stream.close();
        assertEquals("one ****" + end + "two", log());
    }

    @Test
    void passesOnBytesImmediatelyWhileThereIsNothingToMask() throws IOException {
        KeyFormFinder later = finder;
        finder = null;
        write("0123456789abcdef");
        assertEquals("0123456789abcdef", log());
        finder = later;
        write(", 0123456789abcdef\n");
        assertEquals("0123456789abcdef, ****\n", log());
    }

    @Test
    void findsASecretWrittenByteByByte() throws IOException {
        for (byte b : "x id:0123456789abcdef y\n".getBytes(ISO_8859_1)) {
            stream.write(b);
        }
        assertEquals("x **** y\n", log());
    }

    @Test
    void findsASecretAnywhereInALineTooLongToHoldBack() throws IOException {
        for (int before = HELD_BACK - 40; before < HELD_BACK + 40; before++) {
            log.reset();
            finder = new KeyFormFinder(List.of("id:0123456789abcdef", "id:0123456"), ISO_8859_1);
            try (OutputStream line = new MaskingStream(log, () -> finder)) {
                line.write("x".repeat(before).getBytes(ISO_8859_1));
                line.write("id:0123456789abcdef".getBytes(ISO_8859_1));
                line.write("y".repeat(HELD_BACK).getBytes(ISO_8859_1));
            }
            assertEquals("x".repeat(before) + "****" + "y".repeat(HELD_BACK), log());
        }
    }

    @Test
    void holdsBackLittleOfAnEndlessLine() throws IOException {
        AtomicLong passed = new AtomicLong();
        OutputStream endless = new MaskingStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        passed.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        passed.addAndGet(length);
                    }
                },
                () -> finder);
        byte[] part = new byte[10_000];
        Arrays.fill(part, (byte) 'x');
        for (long written = part.length; written <= 100_000_000; written += part.length) {
            endless.write(part);
            assertThat(written - passed.get(), lessThanOrEqualTo((long) HELD_BACK));
        }
    }

    /** The texts consist mostly of parts of secrets. */
    @Test
    void findsTheSameAsARegularExpression() throws IOException {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int shortest = random.nextBoolean() ? 3 : 7;
            List<String> secrets = random.ints(1 + random.nextInt(6), shortest, shortest + 12)
                    .mapToObj(length -> text(random, length, "abc"))
                    .toList();
            String text = parts(random, secrets, i % 10 == 0 ? HELD_BACK * 5 / 4 : random.nextInt(300));
            finder = new KeyFormFinder(secrets, ISO_8859_1);
            log.reset();
            try (OutputStream cut = new MaskingStream(log, () -> finder)) {
                for (int at = 0; at < text.length(); ) {
                    int end = Math.min(text.length(), at + 1 + random.nextInt(text.length()));
                    cut.write(text.substring(at, end).getBytes(ISO_8859_1));
                    at = end;
                }
            }
            assertEquals(pattern(secrets).matcher(text).replaceAll("****"), log(), () -> secrets + " in " + text);
        }
    }

    /** Secrets, their beginnings and other characters in random order, sometimes with line ends. */
    private static String parts(Random random, List<String> secrets, int length) {
        String others = random.nextBoolean() ? "abc" : "abc\n";
        StringBuilder parts = new StringBuilder();
        while (parts.length() <= length) {
            String secret = secrets.get(random.nextInt(secrets.size()));
            parts.append(secret, 0, random.nextInt(secret.length() + 1))
                    .append(text(random, random.nextInt(3), others));
        }
        return parts.toString();
    }

    private static String text(Random random, int length, String characters) {
        return random.ints(length, 0, characters.length())
                .mapToObj(i -> characters.substring(i, i + 1))
                .collect(Collectors.joining());
    }

    private static Pattern pattern(Collection<String> secrets) {
        return Pattern.compile(secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .collect(Collectors.joining("|")));
    }
}
