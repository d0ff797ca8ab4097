package io.jenkins.plugins.falkeys.credentials;

import hudson.Util;
import io.jenkins.plugins.falkeys.engine.KeyException;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Look-ups of credentials, which fail when the system behind a credentials provider is down. */
final class LookUps {

    private static final Logger LOGGER = Logger.getLogger(LookUps.class.getName());
    private static final int LONGEST_REASON = 300;

    private LookUps() {}

    /**
     * Asks the credentials providers.
     *
     * @param id of the credential that is looked up
     * @return what they answer
     * @throws KeyException in one line with the provider's own words; the whole of it goes to the system log
     */
    static <T> T ask(String id, Supplier<T> lookUp) throws KeyException {
        try {
            return lookUp.get();
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "Could not look up the credential '" + id + "'");
            throw new KeyException(Messages.LookUps_failed(id, reason(e)));
        }
    }

    /** What a provider says may be of any length, and goes into a build's log. */
    private static String reason(RuntimeException e) {
        String message = Util.fixNull(e.getMessage()).replaceAll("\\s+", " ").strip();
        String reason = message.isEmpty() ? e.getClass().getSimpleName() : message;
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
    }
}
