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
 * The texts as which a key can stand in a log. Wherever credentials-binding masks a value that looks like a whole key,
 * this extension masks its secret half as well, also in Base64 that is broken over lines.
 *
 * <p>The type is restricted, but credentials-binding has no other way to add forms, or to get them one by one.
 */
@Extension
@Restricted(NoExternalUse.class)
@SuppressRestrictedWarnings(SecretPatternFactory.class)
public final class KeyForms implements SecretPatternFactory {

    /** An ID and a secret of the characters that fal uses, both longer than in {@code user:password} of an example. */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{8,255}:([A-Za-z0-9_-]{16,255})");

    /** As in credentials-binding: to mask less would ruin a log. */
    private static final int SHORTEST = 3;

    @Override
    @NonNull
    public Collection<String> getEncodedForms(@NonNull String input) {
        Set<String> forms = new LinkedHashSet<>();
        secretHalf(input).ifPresent(half -> {
            forms.add(half);
            // Each form makes all that credentials-binding masks slower, so these are few.
            forms.addAll(WrappedBase64.fewPieces(half, input.length() - half.length()));
        });
        return forms;
    }

    /** The secret half of a value that looks like a whole key; empty when it does not. */
    static Optional<String> secretHalf(String value) {
        Matcher key = KEY.matcher(value);
        return key.matches() ? Optional.of(key.group(1)) : Optional.empty();
    }

    /**
     * All forms of a key that was minted, whatever it looks like, each on one line. Its ID is no secret.
     *
     * @throws IllegalStateException on an agent, which knows no extensions
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
