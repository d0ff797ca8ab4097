package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalException.Outcome;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalError;
import java.time.Duration;

/** Creates the exceptions of failed calls, for a fal that is simulated without HTTP. */
public final class FalFailures {

    private FalFailures() {}

    public static FalException notSent() {
        return new FalException(Outcome.NOT_SENT, "fal was not reached");
    }

    public static FalException noResponse() {
        return new FalException(Outcome.UNKNOWN, "fal did not respond");
    }

    /** An error response. A 4xx means that fal did nothing. */
    public static FalException status(int status, @CheckForNull Duration retryAfter) {
        return new FalException(
                status / 100 == 4 ? Outcome.REFUSED : Outcome.UNKNOWN,
                "fal said no",
                new Answer(status, MissingNode.getInstance(), null, retryAfter, null),
                FalError.NONE,
                null);
    }

    /**
     * A successful response that cannot be used.
     *
     * @param keyId the key that it names nevertheless; null for none
     */
    public static FalException unreadable(@CheckForNull String keyId) {
        return new FalException(
                Outcome.UNKNOWN,
                "fal's response cannot be read",
                new Answer(201, MissingNode.getInstance(), null, null, null),
                FalError.NONE,
                keyId);
    }

    /** A page that exceeds the limit. */
    public static FalException tooLong() {
        return new FalException(
                Outcome.UNKNOWN,
                "fal's response is too long",
                new Answer(200, MissingNode.getInstance(), Answer.Flaw.TOO_LONG, null, null),
                FalError.NONE,
                null);
    }
}
