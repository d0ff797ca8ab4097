package io.jenkins.plugins.falkeys;

import java.util.Locale;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Makes every test read the English texts, whatever the machine's language. */
public final class InEnglish implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Locale.setDefault(Locale.ENGLISH);
    }
}
