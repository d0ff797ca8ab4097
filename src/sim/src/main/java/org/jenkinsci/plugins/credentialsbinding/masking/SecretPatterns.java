package org.jenkinsci.plugins.credentialsbinding.masking;

import hudson.console.LineTransformationOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds secrets in texts: as they are and in Base64, but not as each shell quotes them. */
public class SecretPatterns {

    private SecretPatterns() {}

    public static Pattern getAggregateSecretPattern(Collection<String> inputs) {
        return Pattern.compile(inputs.stream()
                .flatMap(input -> Stream.concat(Stream.of(input), base64(input)))
                .filter(form -> form.length() >= 3)
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .distinct()
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    private static Stream<String> base64(String input) {
        return Stream.of("", "a", "aa")
                .flatMap(shift -> Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
                        .map(encoder -> encoder.encodeToString((shift + input).getBytes(StandardCharsets.UTF_8))
                                .substring(2 * shift.length())))
                .flatMap(encoded -> Stream.of(encoded, encoded.replaceFirst(".=+$", "")));
    }

    /** Writes stars in place of secrets. */
    public static class MaskingOutputStream extends LineTransformationOutputStream.Delegating {

        private final Supplier<Pattern> secrets;
        private final String charset;
        private Pattern pattern;

        public MaskingOutputStream(OutputStream out, Supplier<Pattern> secrets, String charset) {
            super(out);
            this.secrets = secrets;
            this.charset = charset;
        }

        @Override
        protected void eol(byte[] bytes, int length) throws IOException {
            pattern = pattern == null ? secrets.get() : pattern;
            String line = new String(bytes, 0, length, charset);
            out.write(pattern.matcher(line).replaceAll("****").getBytes(charset));
        }
    }
}
