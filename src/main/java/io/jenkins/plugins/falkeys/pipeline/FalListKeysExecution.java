package io.jenkins.plugins.falkeys.pipeline;

import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** Reads the ledger, which is in memory. */
final class FalListKeysExecution extends StepExecution {

    private static final long serialVersionUID = 1L;

    private final String aliasPrefix;

    FalListKeysExecution(StepContext context, String aliasPrefix) {
        super(context);
        this.aliasPrefix = aliasPrefix;
    }

    @Override
    public boolean start() throws Exception {
        List<Map<String, String>> keys = new ArrayList<>();
        for (KeyRecord keyRecord : FalKeys.get().keys().list(Origins.of(getContext()))) {
            if (aliasPrefix == null || keyRecord.alias().startsWith(aliasPrefix)) {
                keys.add(describe(keyRecord));
            }
        }
        getContext().onSuccess(keys);
        return true;
    }

    private static Map<String, String> describe(KeyRecord keyRecord) {
        Map<String, String> key = new LinkedHashMap<>();
        key.put("keyId", keyRecord.keyId());
        key.put("alias", keyRecord.alias());
        key.put("state", keyRecord.state().name());
        key.put(
                "credentialsId",
                keyRecord.target() == null ? null : keyRecord.target().credentialsId());
        key.put("createdAt", text(keyRecord.createdAt()));
        key.put("deletedAfter", text(keyRecord.notBefore()));
        return key;
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
