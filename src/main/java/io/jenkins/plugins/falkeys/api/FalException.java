package io.jenkins.plugins.falkeys.api;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;

/**
 * A call to fal that did not do what it was made for. The message is one line for users and logs, and ends with a
 * full stop or a bracket; no secret is in it. There is no cause: all that is known of it is in the message.
 */
public final class FalException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What can be said about fal's side. */
    public enum Outcome {
        /** The request surely did not reach fal. */
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
     * @param keyId the key that is there all the same
     */
    FalException(Outcome outcome, String what, Answer answer, FalError error, @CheckForNull String keyId) {
        super(message(what, answer, error));
        this.outcome = outcome;
        this.status = answer.status();
        this.type = error.type();
        this.docsUrl = error.docsUrl();
        this.requestId = error.requestId();
        this.hint = hint(answer.status());
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

    /** A key of API scope is reported to be answered with either of the two. */
    @CheckForNull
    private static String hint(int status) {
        return status == 401 || status == 403 ? Messages.FalException_adminKey() : null;
    }

    private static String message(String what, Answer answer, FalError error) {
        StringBuilder message = new StringBuilder(what);
        if (answer.status() != 0) {
            message.append(" (HTTP ").append(answer.status());
            message.append(error.type() == null ? ")" : ", " + error.type() + ")");
        }
        message.append(error.message().isEmpty() ? "." : ": " + sentence(error.message()));
        if (hint(answer.status()) != null) {
            message.append(' ').append(hint(answer.status()));
        }
        if (error.docsUrl() != null) {
            message.append(" [").append(error.docsUrl()).append(']');
        }
        if (error.requestId() != null) {
            message.append(' ').append(Messages.FalException_request(error.requestId()));
        }
        return message.toString();
    }

    private static String sentence(String text) {
        return text.matches(".*[.!?…]") ? text : text + ".";
    }
}
