package io.jenkins.plugins.falkeys.scenarios;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds secrets where they must not be. */
public final class Leaks {

    private Leaks() {}

    /** Three groups, in characters. A line may show at most two. */
    private static final int PART = 12;

    /**
     * Names each secret of fal that occurs in a text: admin keys, every key that was ever created, and their secret
     * halves, each also in Base64, and parts of the secret halves in Base64 that is wrapped over several lines.
     */
    public static List<String> find(String text, FalApiStub fal) {
        List<String> leaks = new ArrayList<>();
        secrets(fal).forEach((name, secret) -> {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            if (text.contains(secret)) {
                leaks.add(name);
            }
            if (text.contains(Base64.getEncoder().withoutPadding().encodeToString(bytes))) {
                leaks.add(name + " in Base64");
            }
        });
        keys(fal).forEach((name, key) -> {
            if (showsPart(text, secretHalf(key))) {
                leaks.add("a part of " + name + " in Base64");
            }
        });
        return leaks;
    }

    private static boolean showsPart(String text, String secret) {
        for (int before = 0; before < 3; before++) {
            byte[] bytes = ("x".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().encodeToString(bytes);
            for (int at = 4; at + PART < 8 * bytes.length / 6; at++) {
                if (text.contains(encoded.substring(at, at + PART))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Map<String, String> secrets(FalApiStub fal) {
        Map<String, String> secrets = new LinkedHashMap<>();
        keys(fal).forEach((name, key) -> {
            secrets.put(name, key);
            secrets.put("the secret half of " + name, secretHalf(key));
        });
        return secrets;
    }

    private static Map<String, String> keys(FalApiStub fal) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("the admin key", FalApiStub.ADMIN_KEY);
        fal.created().forEach(key -> keys.put("key " + key.id(), key.value()));
        return keys;
    }

    private static String secretHalf(String key) {
        return key.substring(key.indexOf(':') + 1);
    }
}
