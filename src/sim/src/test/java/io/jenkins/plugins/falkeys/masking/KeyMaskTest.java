package io.jenkins.plugins.falkeys.masking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.Extensions;
import hudson.model.AbstractBuild;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.sim.SecretForms;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key's mask hides. On a real controller, masks need Jenkins, and the scenarios cover that. */
class KeyMaskTest {

    private final FalKey key = FalKey.of("0123-id", "0123456789abcdef");

    @BeforeEach
    void setUp() {
        Extensions.register(new SecretForms());
    }

    @AfterEach
    void tearDown() {
        Extensions.clear();
    }

    private String masked(String line) throws IOException {
        return masked(new KeyMask(key, "UTF-8"), line);
    }

    private static String masked(KeyMask mask, String line) throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try (OutputStream stream = mask.decorateLogger((AbstractBuild<?, ?>) null, log)) {
            stream.write(line.getBytes(StandardCharsets.UTF_8));
        }
        return log.toString(StandardCharsets.UTF_8);
    }

    @Test
    void masksTheWholeKey() throws IOException {
        assertEquals("key ****\n", masked("key 0123-id:0123456789abcdef\n"));
    }

    @Test
    void masksTheSecretHalf() throws IOException {
        assertEquals("secret **** here", masked("secret 0123456789abcdef here"));
    }

    @Test
    void doesNotMaskTheId() throws IOException {
        assertEquals("ID 0123-id, ü", masked("ID 0123-id, ü"));
    }

    @Test
    void masksBase64() throws IOException {
        String encoded = Base64.getEncoder().encodeToString(key.value().getBytes(StandardCharsets.UTF_8));
        assertEquals("Basic ****", masked("Basic " + encoded));
    }

    @Test
    void masksBase64OfTheSecretHalfOnTwoLines() throws IOException {
        String encoded = Base64.getEncoder().encodeToString(key.secret().getBytes(StandardCharsets.UTF_8));
        assertEquals("****\n****g==\n", masked(encoded.substring(0, 12) + "\n" + encoded.substring(12) + "\n"));
    }

    @Test
    void masksTheSameOnAnAgentWithoutExtensions() throws Exception {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(sent)) {
            objects.writeObject(new KeyMask(key, "UTF-8"));
        }
        Extensions.clear();
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(sent.toByteArray()))) {
            assertEquals("key ****", masked((KeyMask) objects.readObject(), "key 0123-id:0123456789abcdef"));
        }
    }
}
