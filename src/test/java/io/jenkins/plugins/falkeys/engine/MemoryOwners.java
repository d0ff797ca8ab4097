package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each job owns its keys. It is known by the name that it first had. */
public final class MemoryOwners implements Owners {

    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    @Override
    public Owner of(Origin origin) {
        return origin.byPerson() ? null : ofJob(origin.job());
    }

    public Owner ofJob(String name) {
        return new Owner(idsByName.computeIfAbsent(name, first -> first), name);
    }

    public void rename(String oldName, String newName) {
        idsByName.put(newName, ofJob(oldName).id());
        idsByName.remove(oldName);
    }
}
