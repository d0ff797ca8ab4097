package hudson;

import java.io.IOException;

/** Fails a build with only a message, without a stack trace. */
public class AbortException extends IOException {

    public AbortException(String message) {
        super(message);
    }
}
