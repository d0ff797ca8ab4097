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

    /** Names each secret of fal in a text: admin key, every key it ever made, their secret halves, all in Base64. */
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
        return leaks;
    }

    private static Map<String, String> secrets(FalApiStub fal) {
        Map<String, String> secrets = new LinkedHashMap<>();
        add("the admin key", FalApiStub.ADMIN_KEY, secrets);
        fal.made().forEach(key -> add("key " + key.id(), key.value(), secrets));
        return secrets;
    }

    private static void add(String name, String key, Map<String, String> secrets) {
        secrets.put(name, key);
        secrets.put("the secret half of " + name, key.substring(key.indexOf(':') + 1));
    }
}
