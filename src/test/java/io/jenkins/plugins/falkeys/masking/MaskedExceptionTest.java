package io.jenkins.plugins.falkeys.masking;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayWithSize;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** An exception that reveals a secret is replaced; any other is left as it is. */
class MaskedExceptionTest {

    private static final Pattern SECRETS = Pattern.compile("s3cret");

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void leavesOtherExceptionsAlone() {
        IOException thrown = new IOException("no secret", new IllegalStateException("none either"));

        assertSame(thrown, MaskedException.of(thrown, SECRETS));
    }

    @Test
    void showsTheOriginalTypeAndStackTrace() {
        IOException thrown = new IOException("the s3cret is out");

        Throwable masked = MaskedException.of(thrown, SECRETS);

        assertEquals("java.io.IOException: the **** is out", masked.toString());
        assertArrayEquals(thrown.getStackTrace(), masked.getStackTrace());
    }

    @Test
    void masksCausesAndSuppressedExceptions() {
        IOException thrown = new IOException("above", new IllegalStateException("cause s3cret"));
        thrown.addSuppressed(new IllegalArgumentException("suppressed s3cret"));

        Throwable masked = MaskedException.of(thrown, SECRETS);

        assertThat(trace(masked), not(containsString("s3cret")));
        assertThat(trace(masked), containsString("java.lang.IllegalStateException: cause ****"));
        assertThat(masked.getSuppressed(), arrayWithSize(1));
    }

    @Test
    void toleratesCircularCauses() {
        IOException thrown = new IOException("s3cret");
        IllegalStateException other = new IllegalStateException("other", thrown);
        thrown.initCause(other);

        assertThat(trace(MaskedException.of(thrown, SECRETS)), not(containsString("s3cret")));
    }
}
