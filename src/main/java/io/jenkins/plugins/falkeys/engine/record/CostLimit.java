package io.jenkins.plugins.falkeys.engine.record;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cost limit of a key. It slows costs down but does not cap them exactly, since fal reports costs late.
 *
 * @param amount in whichever currency fal reports; if there are several, the sum in each is compared separately
 * @param reached the cost at which the key was revoked; null if it was not
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CostLimit(BigDecimal amount, @Nullable Reached reached) {

    /** The maximum number of digits before the decimal point, and after it. */
    private static final int MAX_DIGITS = 15;

    /**
     * A cost that has reached the limit.
     *
     * @param currency as fal names it; empty if fal does not say
     * @param asOf when fal was asked
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reached(BigDecimal cost, String currency, Instant asOf) {

        /** A file may lack values that a record always has. */
        public Reached {
            Stream.of(cost, currency, asOf).forEach(Objects::requireNonNull);
        }
    }

    /** A file may lack values that a record always has. */
    public CostLimit {
        Objects.requireNonNull(amount);
    }

    /**
     * Parses an amount that a user entered.
     *
     * @throws IllegalArgumentException if it is not a positive decimal number; the message is for users
     */
    public static BigDecimal amount(String text) {
        try {
            BigDecimal amount = new BigDecimal(text.trim());
            if (amount.signum() > 0
                    && amount.scale() <= MAX_DIGITS
                    && amount.precision() - (long) amount.scale() <= MAX_DIGITS) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // rejected below, like any other invalid amount
        }
        throw new IllegalArgumentException(Messages.CostLimit_noAmount(text));
    }

    /** The first sum that has reached the limit; empty if none has. */
    Optional<Reached> reachedBy(KeyCost cost) {
        return cost.totals().entrySet().stream()
                .filter(total -> total.getValue().compareTo(amount) >= 0)
                .findFirst()
                .map(total -> new Reached(total.getValue(), total.getKey(), cost.asOf()));
    }

    /**
     * A sentence that says why this key was revoked; empty if it has not reached its limit. It is shown on the build's
     * page to everyone who may read the job, so it does not contain the key ID.
     */
    Optional<String> sentence(String alias) {
        return Optional.ofNullable(reached)
                .map(excess -> Messages.CostLimit_reached(
                        alias,
                        (excess.cost().toPlainString() + " " + excess.currency()).strip(),
                        Times.text(excess.asOf()),
                        amount.toPlainString()));
    }
}
