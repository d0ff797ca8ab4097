package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.port.Owners;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Each job owns its keys, and keeps its first name as its ID. */
public final class MemoryOwners implements Owners {

    /** The names of the jobs that are change requests. Their owner is the part before the last slash. */
    public final Set<String> changeRequests = ConcurrentHashMap.newKeySet();

    private final Map<String, String> idsByName = new ConcurrentHashMap<>();

    @Override
    public Owner of(Origin origin) {
        if (origin.byList()) {
            return Owner.ofList(origin.job(), origin.job());
        }
        return origin.byPerson() ? null : ofJob(origin.job());
    }

    public Owner ofJob(String job) {
        String name = changeRequests.contains(job) ? job.substring(0, job.lastIndexOf('/')) : job;
        return new Owner(idsByName.computeIfAbsent(name, first -> first), name);
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
    public List<Owner> find(Set<String> ids) {
        return idsByName.entrySet().stream()
                .filter(entry -> ids.contains(entry.getValue()))
                .map(entry -> new Owner(entry.getValue(), entry.getKey()))
                .toList();
    }

    @Override
    public boolean exists(Owner owner) {
        return owner.hasList() || idsByName.containsValue(owner.id());
    }

    /** Deletes an item, which then owns nothing. A new item of that name is a different owner. */
    public void delete(String name) {
        idsByName.merge(name, name, (old, first) -> old + "'");
    }

    public void rename(String oldName, String newName) {
        idsByName.put(newName, ofJob(oldName).id());
        idsByName.remove(oldName);
    }
}
