package hudson.util;

import java.io.Serializable;

/** A string that is encrypted when it is saved. Here nothing is saved. */
public final class Secret implements Serializable {

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret fromString(String text) {
        return new Secret(text == null ? "" : text);
    }

    public String getPlainText() {
        return value;
    }
}
