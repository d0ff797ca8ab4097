package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalError;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A failed call to fal. The message is one line of complete sentences for users and logs, and contains no secret. There
 * is no cause: the message has everything that is known.
 */
public final class FalException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Set<Integer> REFUSING_THE_KEY = Set.of(401, 402, 403);
    private static final Pattern BALANCE = Pattern.compile("(?i).*\\bbalance\\b.*");
    private static final Pattern LOCKED = Pattern.compile("(?i).*\\blocked\\b.*");

    /** What is known about the effect of the request at fal. */
    public enum Outcome {
        /** The request certainly did not reach fal. */
        NOT_SENT,
        /** fal, or a server in front of it, answered that it did nothing. */
        REFUSED,
        /** fal may have carried out the request: the response was lost, reports a server error, or cannot be read. */
        UNKNOWN
    }

    private final Outcome outcome;
    private final int status;
    private final String type;
    private final String docsUrl;
    private final String requestId;
    private final String hint;
    private final Duration retryAfter;
    private final String keyId;
    private final boolean tooLong;

    /** For a call that got no response. */
    FalException(Outcome outcome, String what) {
        this(outcome, what, Answer.NONE, FalError.NONE, null);
    }

    /**
     * @param what a clause that says what happened, without a full stop
     * @param keyId the key that exists nevertheless; null if none is known
     */
    FalException(Outcome outcome, String what, Answer answer, FalError error, @CheckForNull String keyId) {
        super(message(what, answer.status(), error));
        this.outcome = outcome;
        this.status = answer.status();
        this.type = error.type();
        this.docsUrl = error.docsUrl();
        this.requestId = error.requestId();
        this.hint = hint(answer.status(), error.message());
        this.retryAfter = answer.retryAfter();
        this.keyId = keyId;
        this.tooLong = answer.isSuccess() && answer.flaw() == Answer.Flaw.TOO_LONG;
    }

    /** What is known about the effect of the request at fal. */
    public Outcome outcome() {
        return outcome;
    }

    /** The HTTP status; 0 if there was no complete response. */
    public int status() {
        return status;
    }

    /**
     * fal's category of the error, such as {@code validation_error}. fal may add categories. Null if fal named none.
     */
    @CheckForNull
    public String type() {
        return type;
    }

    /** fal's documentation of the error, always an https URL; null if fal gave none. */
    @CheckForNull
    public String docsUrl() {
        return docsUrl;
    }

    /** The ID that fal's support asks for; null if fal gave none. */
    @CheckForNull
    public String requestId() {
        return requestId;
    }

    /** A sentence that tells the user what to do; null if there is nothing to suggest. */
    @CheckForNull
    public String hint() {
        return hint;
    }

    /** Whether fal refuses this admin key. Another one of the account may work. */
    public boolean refusesTheAdminKey() {
        return REFUSING_THE_KEY.contains(status);
    }

    /** How long fal asks to wait, from zero to one day; null if it did not ask. */
    @CheckForNull
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * The ID of a key that fal minted although no usable key arrived, and which has to be revoked; null if none is
     * known.
     */
    @CheckForNull
    public String keyId() {
        return keyId;
    }

    /** Whether the response meant success, but exceeded the 1 MB that is read: a smaller page may fit. */
    public boolean tooLong() {
        return tooLong;
    }

    /**
     * Users have reported both 401 and 403 for keys with API scope. fal gives the same answer for the admin key of an
     * account without credits, in which case the scope is not the problem.
     */
    @CheckForNull
    private static String hint(int status, String said) {
        if (!REFUSING_THE_KEY.contains(status)) {
            return null;
        }
        if (BALANCE.matcher(said).matches()) {
            return Messages.FalException_balance();
        }
        return LOCKED.matcher(said).matches() ? Messages.FalException_locked() : Messages.FalException_adminKey();
    }

    private static String message(String what, int status, FalError error) {
        StringBuilder message = new StringBuilder(what);
        if (status != 0) {
            message.append(" (HTTP ").append(status);
            message.append(error.type() == null ? "" : ", " + error.type());
            message.append(error.requestId() == null ? "" : "; " + Messages.FalException_request(error.requestId()));
            message.append(')');
        }
        message.append(error.message().isEmpty() ? "." : ": " + sentence(error.message()));
        String hint = hint(status, error.message());
        message.append(hint == null ? "" : " " + hint);
        message.append(error.docsUrl() == null ? "" : " " + Messages.FalException_see(error.docsUrl()));
        return message.toString();
    }

    private static String sentence(String text) {
        return text.matches(".*[.!?…]") ? text : text + ".";
    }
}
