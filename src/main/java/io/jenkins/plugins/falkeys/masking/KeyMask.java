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
 * Masks one key in a log: the whole key and its secret half, in every form of {@link KeyForms}. The forms are
 * determined on the controller, since an agent cannot do that, and are stored as a {@link Secret}.
 */
@Restricted(NoExternalUse.class)
public final class KeyMask extends ConsoleLogFilter implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Secret forms;
    private final String charset;
    private transient KeyFormFinder finder;

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

    /** A pattern that matches the key in any form. */
    Pattern pattern() {
        return Pattern.compile(forms().stream().map(Pattern::quote).collect(Collectors.joining("|")));
    }

    private synchronized KeyFormFinder finder() {
        if (finder == null) {
            finder = new KeyFormFinder(forms(), Charset.forName(charset));
        }
        return finder;
    }

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger) {
        return new MaskingStream(logger, this::finder);
    }
}
