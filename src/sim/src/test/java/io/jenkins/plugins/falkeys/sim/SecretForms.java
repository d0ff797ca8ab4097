package io.jenkins.plugins.falkeys.sim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatternFactory;

/** The forms that Credentials Binding itself masks: a secret unchanged and in Base64, but not with shell quoting. */
public final class SecretForms implements SecretPatternFactory {

    @Override
    public Collection<String> getEncodedForms(String input) {
        Set<String> forms = new TreeSet<>(Set.of(input));
        for (String shift : new String[] {"", "a", "aa"}) {
            String encoded = Base64.getEncoder()
                    .encodeToString((shift + input).getBytes(StandardCharsets.UTF_8))
                    .substring(2 * shift.length());
            forms.add(encoded);
            forms.add(encoded.replaceFirst(".=+$", ""));
        }
        return forms;
    }
}
