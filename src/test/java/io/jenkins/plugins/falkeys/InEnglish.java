package io.jenkins.plugins.falkeys;

import java.util.Locale;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Has every test read the English texts, whatever the language of the machine. */
public final class InEnglish implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Locale.setDefault(Locale.ENGLISH);
    }
}
