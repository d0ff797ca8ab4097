package io.jenkins.plugins.falkeys.pipeline;

import io.jenkins.plugins.falkeys.engine.KeyService;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.masking.BuildSecrets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Lists keys from the ledger. fal is not called. */
final class FalListKeysExecution extends KeyStepExecution<List<KeyRecord>> {

    private static final long serialVersionUID = 1L;

    private final String aliasPrefix;

    FalListKeysExecution(StepContext context, String aliasPrefix) {
        super(context);
        this.aliasPrefix = aliasPrefix;
    }

    /** Nothing to check: the filter is not shown to anybody. */
    @Override
    protected void check(BuildSecrets secrets) {}

    @Override
    protected CompletableFuture<List<KeyRecord>> request(KeyService keys, Origin origin) {
        return keys.list(origin, this);
    }

    @Override
    protected void succeeded(List<KeyRecord> found) {
        List<Map<String, String>> keys = new ArrayList<>();
        for (KeyRecord keyRecord : found) {
            if (aliasPrefix == null || keyRecord.alias().startsWith(aliasPrefix)) {
                keys.add(describe(keyRecord));
            }
        }
        getContext().onSuccess(keys);
    }

    private static Map<String, String> describe(KeyRecord keyRecord) {
        Map<String, String> key = new LinkedHashMap<>();
        key.put("keyId", keyRecord.keyId());
        key.put("alias", keyRecord.alias());
        key.put("state", keyRecord.state().name());
        key.put(
                "credentialsId",
                keyRecord.target() == null ? null : keyRecord.target().credentialsId());
        key.put("folder", keyRecord.target() == null ? null : keyRecord.target().store());
        key.put("createdAt", text(keyRecord.createdAt()));
        key.put("deletedAfter", text(keyRecord.notBefore()));
        key.put("expiresAt", text(keyRecord.expiresAt()));
        return key;
    }

    private static String text(Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
