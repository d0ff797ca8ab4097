package io.jenkins.plugins.falkeys.credentials;

import hudson.Util;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Looks up credentials. This fails if the system behind a credentials provider is down. */
final class LookUps {

    private static final Logger LOGGER = Logger.getLogger(LookUps.class.getName());
    private static final int MAX_REASON_LENGTH = 300;

    private LookUps() {}

    /**
     * Asks the credentials providers.
     *
     * @param id ID of the credential that is looked up
     * @return their answer
     * @throws KeyException with the provider's own message in one line; the stack trace goes to the system log
     */
    static <T> T ask(String id, Supplier<T> lookUp) throws KeyException {
        try {
            return lookUp.get();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not look up the credential '" + id + "'");
            throw new KeyException(Messages.LookUps_failed(id, reason(e)));
        }
    }

    /** Shortens the provider's message, which may have any length, for a build's log. */
    private static String reason(RuntimeException e) {
        String message = Util.fixNull(e.getMessage()).replaceAll("\\s+", " ").strip();
        String reason = message.isEmpty() ? e.getClass().getSimpleName() : message;
        return reason.length() <= MAX_REASON_LENGTH ? reason : reason.substring(0, MAX_REASON_LENGTH) + "…";
    }
}
