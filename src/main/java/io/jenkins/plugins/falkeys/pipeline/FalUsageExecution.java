package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.Usage;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Returns costs from the ledger. fal is not called. Amounts are {@code BigDecimal}, the type of {@code 2.50} in Groovy:
 * it is exact, a sandboxed script may calculate with it, and it survives a restart.
 */
final class FalUsageExecution extends KeyStepExecution<Usage> {

    private static final long serialVersionUID = 1L;

    private final String credentialsId;

    FalUsageExecution(StepContext context, @CheckForNull String credentialsId) {
        super(context);
        this.credentialsId = credentialsId;
    }

    @Override
    protected void check(BuildSecrets secrets) throws AbortException {
        secrets.refuse("credentialsId", credentialsId);
    }

    @Override
    protected CompletableFuture<Usage> request(KeyService keys, Origin origin) {
        return keys.usage(origin, credentialsId, this);
    }

    @Override
    protected void succeeded(Usage usage) {
        Map<String, BigDecimal> totals = new LinkedHashMap<>(usage.totals());
        boolean one = totals.size() == 1;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total", one ? totals.values().iterator().next() : usage.isUnused() ? BigDecimal.ZERO : null);
        answer.put("currency", one ? text(totals.keySet().iterator().next()) : null);
        answer.put("totals", totals);
        List<Map<String, Object>> items = new ArrayList<>();
        usage.items().forEach(item -> items.add(describe(item)));
        answer.put("items", items);
        Instant asOf = usage.asOf();
        answer.put("asOf", asOf == null ? null : asOf.toString());
        answer.put("unreported", usage.unreported());
        getContext().onSuccess(answer);
    }

    private static Map<String, Object> describe(Usage.Item item) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("model", item.model());
        map.put("unit", text(item.unit()));
        map.put("quantity", item.quantity());
        map.put("cost", item.cost());
        map.put("currency", text(item.currency()));
        return map;
    }

    /** Returns null for what fal did not report. */
    @CheckForNull
    private static String text(String told) {
        return told.isEmpty() ? null : told;
    }
}
