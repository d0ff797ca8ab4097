package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsageLine;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.Fields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Parses successful responses about the account and its usage. Unknown fields are ignored. */
final class AccountAnswers {

    private static final int MAX_NAME_LENGTH = 255;
    private static final int MAX_CURRENCY_LENGTH = 10;

    private final Answer answer;
    private final Failures failures;

    AccountAnswers(Answer answer, Failures failures) {
        this.answer = answer;
        this.failures = failures;
    }

    AccountInfo account() throws FalException {
        String username = line(answer.body().path("username"), MAX_NAME_LENGTH);
        if (username == null) {
            throw unreadable(Messages.AccountAnswers_noName());
        }
        JsonNode credits = answer.body().path("credits");
        return new AccountInfo(
                username,
                Fields.amount(credits.path("current_balance")),
                line(credits.path("currency"), MAX_CURRENCY_LENGTH));
    }

    /** One unreadable line makes the whole page unreadable: a sum that lacks part of the cost would be wrong. */
    UsagePage usage() throws FalException {
        JsonNode buckets = answer.body().path("time_series");
        if (!buckets.isArray()) {
            throw unreadable(Messages.AccountAnswers_noUsage());
        }
        List<UsageLine> lines = new ArrayList<>();
        for (JsonNode bucket : buckets) {
            JsonNode results = bucket.path("results");
            if (!results.isArray()) {
                throw unreadable(Messages.AccountAnswers_noUsage());
            }
            for (JsonNode result : results) {
                lines.add(usageLine(result, bucket));
            }
        }
        return new UsagePage(lines, KeyAnswers.next(answer, failures));
    }

    private UsageLine usageLine(JsonNode result, JsonNode bucket) throws FalException {
        String endpointId = line(result.path("endpoint_id"), MAX_NAME_LENGTH);
        BigDecimal quantity = Fields.amount(result.path("quantity"));
        // "cost" is the old name of the field.
        BigDecimal cost = Fields.amount(result.has("cost_total") ? result.path("cost_total") : result.path("cost"));
        BigDecimal unitPrice = Fields.amount(result.path("unit_price"));
        boolean badPrice = unitPrice == null && result.hasNonNull("unit_price");
        if (endpointId == null || quantity == null || cost == null || badPrice) {
            throw unreadable(Messages.AccountAnswers_badLine());
        }
        String unit = line(result.path("unit"), MAX_NAME_LENGTH);
        return new UsageLine(
                Fields.text(result.path("auth_method_structured").path("api_key_id")),
                endpointId,
                unit == null ? "" : unit,
                quantity,
                unitPrice,
                cost,
                line(result.path("currency"), MAX_CURRENCY_LENGTH),
                Fields.instant(bucket.path("bucket")));
    }

    /** The text cleaned and shortened for a page or a log; null if nothing is left of it. */
    @CheckForNull
    private String line(JsonNode node, int longest) {
        String line = node.isTextual() ? failures.scrubber().line(node.textValue(), longest) : "";
        return line.isEmpty() ? null : line;
    }

    private FalException unreadable(String flaw) {
        return failures.unreadable(answer, flaw, null);
    }
}
