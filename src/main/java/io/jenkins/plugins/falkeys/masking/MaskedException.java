package io.jenkins.plugins.falkeys.masking;

import com.google.common.base.Throwables;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;

/** Replaces an exception that would reveal a secret. */
final class MaskedException extends Exception {

    private static final long serialVersionUID = 1L;

    private MaskedException(String message) {
        super(message);
    }

    /** The exception itself if it reveals no secret anywhere, or else a copy that names the original class. */
    static Throwable of(Throwable thrown, Pattern secrets) {
        return of(thrown, secrets, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static Throwable of(Throwable thrown, Pattern secrets, Set<Throwable> seen) {
        if (!secrets.matcher(Throwables.getStackTraceAsString(thrown)).find()) {
            return thrown;
        }
        MaskedException masked =
                new MaskedException(secrets.matcher(thrown.toString()).replaceAll("****"));
        masked.setStackTrace(thrown.getStackTrace());
        if (seen.add(thrown)) {
            if (thrown.getCause() != null) {
                masked.initCause(of(thrown.getCause(), secrets, seen));
            }
            for (Throwable suppressed : thrown.getSuppressed()) {
                masked.addSuppressed(of(suppressed, secrets, seen));
            }
        }
        return masked;
    }

    @Override
    public String toString() {
        return getMessage();
    }
}
