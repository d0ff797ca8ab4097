package io.jenkins.plugins.falkeys.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.AbstractBuild;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** What a key's mask hides. On a true controller, masks need Jenkins: there the scenarios show the same. */
class KeyMaskTest {

    private final FalKey key = FalKey.of("0123-id", "0123456789abcdef");

    private String masked(String line) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (OutputStream stream = new KeyMask(key, "UTF-8").decorateLogger((AbstractBuild<?, ?>) null, log)) {
            stream.write(line.getBytes(StandardCharsets.UTF_8));
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hidesTheWholeKey() throws IOException {
        assertEquals("key ****\n", masked("key 0123-id:0123456789abcdef\n"));
    }

    @Test
    void hidesTheSecretHalf() throws IOException {
        assertEquals("secret **** here", masked("secret 0123456789abcdef here"));
    }

    @Test
    void showsTheId() throws IOException {
        assertEquals("ID 0123-id, ü", masked("ID 0123-id, ü"));
    }

    @Test
    void hidesBase64() throws IOException {
        String encoded = Base64.getEncoder().encodeToString(key.value().getBytes(StandardCharsets.UTF_8));
        assertEquals("Basic ****", masked("Basic " + encoded));
    }
}
