package io.jenkins.plugins.falkeys.masking;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatternFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.accmod.restrictions.suppressions.SuppressRestrictedWarnings;

/**
 * The forms in which a key can appear in a log. Wherever credentials-binding masks a value that looks like a whole key,
 * this extension also masks its secret half, including Base64 that is wrapped over several lines.
 *
 * <p>The type is restricted, but credentials-binding offers no other way to add or to retrieve forms.
 */
@Extension
@Restricted(NoExternalUse.class)
@SuppressRestrictedWarnings(SecretPatternFactory.class)
public final class KeyForms implements SecretPatternFactory {

    /**
     * An ID and a secret made of the characters that fal uses, both longer than in an example such as
     * {@code user:password}.
     */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,255}:([A-Za-z0-9_-]{16,255})");

    /** The same as in credentials-binding: masking shorter texts would make a log unreadable. */
    private static final int SHORTEST = 3;

    @Override
    @NonNull
    public Collection<String> getEncodedForms(@NonNull String input) {
        Set<String> forms = new LinkedHashSet<>();
        secretHalf(input).ifPresent(half -> {
            forms.add(half);
            // Each form slows down everything that credentials-binding masks, so only few are added.
            forms.addAll(WrappedBase64.fewPieces(half, input.length() - half.length()));
        });
        return forms;
    }

    /** The secret half of a value that looks like a whole key; empty if it does not look like one. */
    static Optional<String> secretHalf(String value) {
        Matcher key = KEY.matcher(value);
        return key.matches() ? Optional.of(key.group(1)) : Optional.empty();
    }

    /**
     * All forms of a minted key, whatever it looks like, each within one line. The key's ID is not a secret.
     *
     * @throws IllegalStateException on an agent, where extensions are not available
     */
    static Set<String> of(FalKey key) {
        Set<String> forms = WrappedBase64.pieces(key.secret());
        for (String secret : List.of(key.value(), key.secret())) {
            SecretPatternFactory.all().forEach(factory -> forms.addAll(factory.getEncodedForms(secret)));
        }
        return forms.stream()
                .flatMap(String::lines)
                .filter(form -> form.length() >= SHORTEST)
                .collect(Collectors.toSet());
    }
}
