package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalError;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A call to fal that did not do what it was made for. The message is one line of whole sentences for users and logs; no
 * secret is in it. There is no cause: all that is known of it is in the message.
 */
public final class FalException extends Exception {

    private static final long serialVersionUID = 1L;

    private static final Set<Integer> REFUSING_THE_KEY = Set.of(401, 402, 403);
    private static final Pattern BALANCE = Pattern.compile("(?i).*\\bbalance\\b.*");
    private static final Pattern LOCKED = Pattern.compile("(?i).*\\blocked\\b.*");

    /** What can be said about fal's side. */
    public enum Outcome {
        /** The request certainly did not reach fal. */
        NOT_SENT,
        /** fal, or something before it, answered that it did nothing. */
        REFUSED,
        /** fal may have done what it was asked: the answer was lost, tells of a fault, or cannot be read. */
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

    /** For a call that got no answer. */
    FalException(Outcome outcome, String what) {
        this(outcome, what, Answer.NONE, FalError.NONE, null);
    }

    /**
     * @param what a clause that says what happened, without a full stop
     * @param keyId the key that is there anyway
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

    /** What can be said about fal's side. */
    public Outcome outcome() {
        return outcome;
    }

    /** The HTTP status of the answer; 0 when there was no whole answer. */
    public int status() {
        return status;
    }

    /** fal's own category, such as {@code validation_error}: an open list; null when fal named none. */
    @CheckForNull
    public String type() {
        return type;
    }

    /** A page of fal about the error: https only; null when fal named none. */
    @CheckForNull
    public String docsUrl() {
        return docsUrl;
    }

    /** What fal's support asks for; null when fal named none. */
    @CheckForNull
    public String requestId() {
        return requestId;
    }

    /** What the user can do about it, as a sentence; null when nothing can be said. */
    @CheckForNull
    public String hint() {
        return hint;
    }

    /** How long fal asks to wait, never negative, a day at most; null when it did not ask. */
    @CheckForNull
    public Duration retryAfter() {
        return retryAfter;
    }

    /** The key that fal minted although no usable key arrived: to be revoked; null when none is known. */
    @CheckForNull
    public String keyId() {
        return keyId;
    }

    /** Whether fal answered with success, but with more than the 1 MB that is read: a smaller page may fit. */
    public boolean tooLong() {
        return tooLong;
    }

    /**
     * A key of API scope is reported to be answered with either 401 or 403; so is the admin key of an account that has
     * run out of credits, and then its scope is not what is wrong.
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
