package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Each job owns its keys. It is known by the name that it first had. */
public final class MemoryOwners implements Owners {

    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    /** The jobs that build change requests. */
    public final Set<String> changeRequests = ConcurrentHashMap.newKeySet();

    @Override
    public Owner of(Origin origin) {
        return origin.byPerson() ? null : ofJob(origin.job());
    }

    public Owner ofJob(String name) {
        return new Owner(idsByName.computeIfAbsent(name, first -> first), name);
    }

    /** A deleted item owns nothing; the next one of its name is another one. */
    public void delete(String name) {
        idsByName.put(name, name + "'");
    }

    @Override
    public boolean isChangeRequest(Origin origin) {
        return changeRequests.contains(origin.job());
    }

    @Override
    public Optional<Owner> named(String fullName) {
        return Optional.ofNullable(idsByName.get(fullName)).map(id -> new Owner(id, fullName));
    }

    @Override
    public boolean exists(Owner owner) {
        return owner.id().equals(idsByName.get(owner.name()));
    }

    public void rename(String oldName, String newName) {
        idsByName.put(newName, ofJob(oldName).id());
        idsByName.remove(oldName);
    }
}
