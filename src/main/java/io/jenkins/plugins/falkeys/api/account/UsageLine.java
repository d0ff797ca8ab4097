package io.jenkins.plugins.falkeys.api.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one key used of one model on one day. Usage at different prices or discounts is on lines of its own. Texts are
 * single lines, to be escaped where they are shown; numbers are exactly those of fal, and never negative.
 *
 * @param keyId the key; null when fal does not tell
 * @param endpointId the model, such as {@code fal-ai/flux/dev}
 * @param unit what is counted, such as {@code image}; empty when fal does not tell
 * @param quantity how many units
 * @param unitPrice price of a unit before discounts; null when fal does not tell
 * @param cost what is charged, after discounts
 * @param currency of price and cost, usually as in ISO 4217; null when fal does not tell
 * @param bucket when the day began (in UTC); null when fal does not tell
 */
public record UsageLine(
        @CheckForNull String keyId,
        String endpointId,
        String unit,
        BigDecimal quantity,
        @CheckForNull BigDecimal unitPrice,
        BigDecimal cost,
        @CheckForNull String currency,
        @CheckForNull Instant bucket) {}
