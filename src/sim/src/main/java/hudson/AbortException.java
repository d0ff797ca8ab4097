package hudson;

import java.io.IOException;

/** Fails a build with a message alone. */
public class AbortException extends IOException {

    public AbortException(String message) {
        super(message);
    }
}
