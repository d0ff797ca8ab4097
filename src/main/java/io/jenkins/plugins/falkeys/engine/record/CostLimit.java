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
 * What a key may cost. It is a brake and not a guarantee, since fal reports costs late.
 *
 * @param amount in the currency that fal reports, whichever that is; sums in several currencies are not added, and each
 *     is compared with it
 * @param reached what the key had cost when it was revoked for that; null unless it was
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CostLimit(BigDecimal amount, @Nullable Reached reached) {

    /** Digits before the point, and behind it. */
    private static final int MOST_DIGITS = 15;

    /**
     * A cost that is as much as the key may cost, or more.
     *
     * @param currency as fal names it; empty when fal does not
     * @param asOf when fal was asked
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Reached(BigDecimal cost, String currency, Instant asOf) {

        /** A file may lack what a record never does. */
        public Reached {
            Stream.of(cost, currency, asOf).forEach(Objects::requireNonNull);
        }
    }

    /** As above. */
    public CostLimit {
        Objects.requireNonNull(amount);
    }

    /**
     * Reads the amount that a user gave.
     *
     * @throws IllegalArgumentException when it is no positive decimal number; the message is for users
     */
    public static BigDecimal amount(String text) {
        try {
            BigDecimal amount = new BigDecimal(text.trim());
            if (amount.signum() > 0
                    && amount.scale() <= MOST_DIGITS
                    && amount.precision() - amount.scale() <= MOST_DIGITS) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // is refused like any other that is no amount
        }
        throw new IllegalArgumentException(Messages.CostLimit_noAmount(text));
    }

    /** Whether that is as much as the key may cost. */
    Optional<Reached> reachedBy(KeyCost cost) {
        return cost.totals().entrySet().stream()
                .filter(total -> total.getValue().compareTo(amount) >= 0)
                .findFirst()
                .map(total -> new Reached(total.getValue(), total.getKey(), cost.asOf()));
    }

    /** Why this key was revoked; empty unless it reached its limit. */
    Optional<String> sentence(String alias, String keyId) {
        return Optional.ofNullable(reached)
                .map(excess -> Messages.CostLimit_reached(
                        alias,
                        keyId,
                        (excess.cost().toPlainString() + " " + excess.currency()).strip(),
                        Times.text(excess.asOf()),
                        amount.toPlainString()));
    }
}
