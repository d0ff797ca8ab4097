package io.jenkins.plugins.falkeys.masking;

import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;

/**
 * Keeps one key out of a log: as a whole and its secret half, in every form that credentials-binding knows. The pattern
 * is made on the controller, since an agent cannot make it, and is kept as a {@link Secret}.
 */
public final class KeyMask extends ConsoleLogFilter implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Secret pattern;
    private final String charset;

    /**
     * @param charset name of the log's character set
     */
    public KeyMask(FalKey key, String charset) {
        this.pattern = Secret.fromString(
                SecretPatterns.getAggregateSecretPattern(secrets(key)).pattern());
        this.charset = charset;
    }

    /** What of a key is secret: all but its ID. */
    static List<String> secrets(FalKey key) {
        return List.of(key.value(), key.secret());
    }

    Pattern pattern() {
        return Pattern.compile(pattern.getPlainText());
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
        return new SecretPatterns.MaskingOutputStream(logger, this::pattern, charset);
    }
}
