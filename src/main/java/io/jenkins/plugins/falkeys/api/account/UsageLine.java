package io.jenkins.plugins.falkeys.api.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one key used of one model on one day. Usage at different prices or discounts is on separate lines. Texts are
 * single lines, which must be escaped where they are shown. Numbers are exactly as fal reports them, and never
 * negative.
 *
 * @param keyId the key; null if fal does not say
 * @param endpointId the model, such as {@code fal-ai/flux/dev}
 * @param unit what is counted, such as {@code image}; empty if fal does not say
 * @param quantity the number of units
 * @param unitPrice the price of a unit before discounts; null if fal does not say
 * @param cost what is charged, after discounts
 * @param currency the currency of price and cost, usually an ISO 4217 code; null if fal does not say
 * @param bucket the beginning of the day, in UTC; null if fal does not say
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
