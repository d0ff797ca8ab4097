package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalError;
import io.jenkins.plugins.falkeys.api.http.LostCallException;
import io.jenkins.plugins.falkeys.api.http.Scrubber;
import java.util.Set;

/** Says what became of one call that failed. */
final class Failures {

    private static final int LONGEST_CAUSE = 300;
    private static final int REQUEST_TIMEOUT = 408;

    /** Redirects that say that all is elsewhere; 302 and 303 may also answer what was done. */
    private static final Set<Integer> MOVED = Set.of(301, 307, 308);

    private final String purpose;
    private final Scrubber scrubber;

    /**
     * @param purpose what the call is for, as in 'fal refused to …'
     */
    Failures(String purpose, AdminKey admin) {
        this.purpose = purpose;
        this.scrubber = Scrubber.of(admin.value(), admin.secret());
    }

    /** Takes the admin key out of texts of fal. */
    Scrubber scrubber() {
        return scrubber;
    }

    FalException noAddress() {
        return new FalException(Outcome.NOT_SENT, Messages.Failures_noAddress(purpose));
    }

    /** There was no whole answer. */
    FalException noAnswer(LostCallException lost) {
        Throwable cause = lost.getCause();
        String said = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String why = scrubber.line(cause.getClass().getSimpleName() + said, LONGEST_CAUSE);
        return lost.sent()
                ? new FalException(Outcome.UNKNOWN, Messages.Failures_noAnswer(purpose, why))
                : new FalException(Outcome.NOT_SENT, Messages.Failures_notReached(purpose, why));
    }

    /** The status is not the one that means success. */
    FalException status(Answer answer) {
        return new FalException(outcome(answer.status()), what(answer), answer, FalError.of(answer, scrubber), null);
    }

    /** The status means success, but the body is not what belongs to it. */
    FalException unreadable(Answer answer, String what, @CheckForNull String keyId) {
        Answer.Flaw flaw = answer.flaw();
        FalError error = new FalError(null, flaw == null ? what : flaw.text(), null, null);
        return new FalException(Outcome.UNKNOWN, Messages.Failures_unreadable(purpose), answer, error, keyId);
    }

    private static Outcome outcome(int status) {
        boolean clientError = status / 100 == 4 && status != REQUEST_TIMEOUT;
        return clientError || MOVED.contains(status) ? Outcome.REFUSED : Outcome.UNKNOWN;
    }

    private String what(Answer answer) {
        return switch (answer.status() / 100) {
            case 3 -> Messages.Failures_redirected(purpose);
            case 4 ->
                answer.status() == REQUEST_TIMEOUT
                        ? Messages.Failures_failed(purpose)
                        : Messages.Failures_refused(purpose);
            case 5 -> Messages.Failures_failed(purpose);
            default -> Messages.Failures_unexpected(purpose);
        };
    }
}
