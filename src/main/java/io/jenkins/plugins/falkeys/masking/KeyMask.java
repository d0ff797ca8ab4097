package io.jenkins.plugins.falkeys.masking;

import hudson.console.ConsoleLogFilter;
import hudson.model.AbstractBuild;
import hudson.util.Secret;
import io.jenkins.plugins.falkeys.api.FalKey;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Keeps one key out of a log: as a whole and its secret half, in every form that {@link KeyForms} has. The forms are found
 * on the controller, since an agent cannot find them, and are kept as a {@link Secret}.
 */
@Restricted(NoExternalUse.class)
public final class KeyMask extends ConsoleLogFilter implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Secret forms;
    private final String charset;
    private transient SecretFinder finder;

    /**
     * @param charset name of the log's character set
     */
    public KeyMask(FalKey key, String charset) {
        this.forms = Secret.fromString(String.join("\n", KeyForms.of(key)));
        this.charset = charset;
    }

    private List<String> forms() {
        return forms.getPlainText()
                .lines()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** Finds the key in a text. */
    Pattern pattern() {
        return Pattern.compile(forms().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    private synchronized SecretFinder finder() {
        if (finder == null) {
            finder = new SecretFinder(forms(), Charset.forName(charset));
        }
        return finder;
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
        return new MaskingStream(logger, this::finder);
    }
}
