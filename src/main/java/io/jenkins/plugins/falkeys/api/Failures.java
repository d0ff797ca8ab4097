package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalError;
import io.jenkins.plugins.falkeys.api.http.LostCallException;
import io.jenkins.plugins.falkeys.api.http.Scrubber;
import java.util.Set;

/** Turns a failed call into a {@link FalException} that says what is known about the outcome. */
final class Failures {

    private static final int MAX_CAUSE_LENGTH = 300;
    private static final int REQUEST_TIMEOUT = 408;

    /**
     * Redirects after which fal has done nothing. 302 and 303 are not among them: they may also follow a request that
     * was carried out.
     */
    private static final Set<Integer> MOVED = Set.of(301, 307, 308);

    private final String purpose;
    private final Scrubber scrubber;

    /**
     * @param purpose what the call is for, to complete 'fal refused to …'
     */
    Failures(String purpose, AdminKey admin) {
        this.purpose = purpose;
        this.scrubber = Scrubber.of(admin.value(), admin.secret());
    }

    /** Removes the admin key from texts that fal sent. */
    Scrubber scrubber() {
        return scrubber;
    }

    FalException noAddress() {
        return new FalException(Outcome.NOT_SENT, Messages.Failures_noAddress(purpose));
    }

    /** For a call that got no complete response. */
    FalException noAnswer(LostCallException lost) {
        Throwable cause = lost.getCause();
        String said = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        String why = scrubber.line(cause.getClass().getSimpleName() + said, MAX_CAUSE_LENGTH);
        return lost.sent()
                ? new FalException(Outcome.UNKNOWN, Messages.Failures_noAnswer(purpose, why))
                : new FalException(Outcome.NOT_SENT, Messages.Failures_notReached(purpose, why));
    }

    /** For a response whose status does not mean success. */
    FalException status(Answer answer) {
        return new FalException(outcome(answer.status()), what(answer), answer, FalError.of(answer, scrubber), null);
    }

    /** For a response whose status means success, but whose body is not what this call returns. */
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
