package io.jenkins.plugins.falkeys.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.managed.ManagedStep;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.Target;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.util.List;
import java.util.Locale;

/** The JSON output of the commands. Scripts rely on its field names: they must not change, but fields may be added. */
final class KeyJson {

    private KeyJson() {}

    static String of(CreatedKey created) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.put("keyId", created.keyId());
        key.put("alias", created.alias());
        put(key, created.target());
        key.put("createdAt", created.createdAt().toString());
        key.put("expiresAt", text(created.expiresAt()));
        return key.toPrettyString();
    }

    static String of(List<KeyRecord> records) {
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        records.forEach(keyRecord -> keys.add(node(keyRecord)));
        return keys.toPrettyString();
    }

    static String ofPlan(List<ManagedStep> steps) {
        ArrayNode plan = JsonNodeFactory.instance.arrayNode();
        for (ManagedStep step : steps) {
            ObjectNode node = plan.addObject();
            node.put("action", action(step));
            node.put("alias", step.alias());
            put(node, step.target());
            node.put("keyId", step.current() == null ? null : step.current().keyId());
            node.put("possible", step.possible());
            node.put("why", step.why());
        }
        return plan.toPrettyString();
    }

    static String action(ManagedStep step) {
        return step.action().name().toLowerCase(Locale.ROOT);
    }

    private static ObjectNode node(KeyRecord keyRecord) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        key.put("keyId", keyRecord.keyId());
        key.put("alias", keyRecord.alias());
        key.put("state", keyRecord.state().name());
        put(key, keyRecord.target());
        key.put("account", keyRecord.account());
        key.put("madeBy", keyRecord.origin().maker());
        key.put("createdAt", text(keyRecord.createdAt()));
        key.put("deletedAfter", text(keyRecord.notBefore()));
        key.put("expiresAt", text(keyRecord.expiresAt()));
        key.put("lastError", keyRecord.lastError());
        return key;
    }

    private static void put(ObjectNode key, @CheckForNull Target target) {
        key.put("store", target == null ? null : RecordLinks.storeName(target));
        key.put("credentialsId", target == null ? null : target.credentialsId());
    }

    @CheckForNull
    private static String text(@CheckForNull Object value) {
        return value == null ? null : value.toString();
    }
}
