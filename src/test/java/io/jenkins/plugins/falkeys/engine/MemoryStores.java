package io.jenkins.plugins.falkeys.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.FalKey;
import io.jenkins.plugins.falkeys.engine.port.CredentialStores;
import io.jenkins.plugins.falkeys.engine.port.StoreAccess;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** A single store in memory, which can be told to fail. */
public class MemoryStores implements StoreAccess, CredentialStores {

    public final Map<Target, String> keys = new ConcurrentHashMap<>();
    public final Map<Target, String> descriptions = new ConcurrentHashMap<>();
    public final Set<String> shared = ConcurrentHashMap.newKeySet();
    public volatile boolean refuses;
    public volatile boolean refusesToRemove;

    @Override
    public Target target(Origin origin, @CheckForNull String folder, String credentialsId) {
        return new Target(folder == null ? "" : folder, credentialsId);
    }

    /** Every job is inside every store's folder. */
    @Override
    public Set<String> sharedWith(Origin origin) {
        return shared;
    }

    @Override
    public void requireFree(Origin origin, Target target) throws KeyException {
        if (keys.containsKey(target)) {
            throw new KeyException("taken");
        }
    }

    /** Keeps the key even if it reports a failure, as a folder's store does. */
    @Override
    public void add(Target target, FalKey key, String description) throws KeyException {
        keys.put(target, key.value());
        descriptions.put(target, description);
        if (refuses) {
            throw new KeyException("The store is full.");
        }
    }

    @Override
    public void requireMayCreate(Origin origin, Target target) {}

    @Override
    public void requireMayUpdate(Origin origin, Target target) {}

    @Override
    public void requireMayDelete(Origin origin, Target target) {}

    /** Keeps the old key if it refuses. */
    @Override
    public void update(Target target, String oldKeyId, FalKey key, UnaryOperator<String> description)
            throws KeyException {
        if (refuses || !holds(target, oldKeyId)) {
            throw new KeyException("The store is full.");
        }
        keys.put(target, key.value());
        descriptions.merge(target, "", (old, none) -> description.apply(old));
    }

    @Override
    @CheckForNull
    public String description(Target target, String keyId) {
        return holds(target, keyId) ? descriptions.get(target) : null;
    }

    @Override
    public void setDescription(Target target, String keyId, String description) throws KeyException {
        if (refuses || !holds(target, keyId)) {
            throw new KeyException("The store is full.");
        }
        descriptions.put(target, description);
    }

    @Override
    public boolean holds(Target target, String keyId) {
        return keys.getOrDefault(target, "").startsWith(keyId + ":");
    }

    @Override
    @CheckForNull
    public String keyId(Target target) {
        String value = keys.getOrDefault(target, "");
        return value.indexOf(':') > 0 ? value.substring(0, value.indexOf(':')) : null;
    }

    @Override
    public Map<String, Target> keyIds() {
        Map<String, Target> found = new HashMap<>();
        keys.forEach((target, value) -> found.put(value.substring(0, Math.max(value.indexOf(':'), 0)), target));
        return found;
    }

    @Override
    public void remove(Target target, String keyId) throws KeyException {
        if (refusesToRemove) {
            throw new KeyException("The store is closed.");
        }
        if (holds(target, keyId)) {
            keys.remove(target);
        }
    }
}
