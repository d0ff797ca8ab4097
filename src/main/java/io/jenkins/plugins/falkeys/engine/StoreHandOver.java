package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.api.FalKey;
import java.util.Optional;

/** Stores a key as a new credential. */
final class StoreHandOver implements HandOver<CreatedKey> {

    private final Ports ports;
    private final KeyRequest request;
    private final StoreRequest store;
    private Target target;

    StoreHandOver(Ports ports, KeyRequest request, StoreRequest store) {
        this.ports = ports;
        this.request = request;
        this.store = store;
    }

    @Override
    public void check() throws KeyException {
        String prefix = ports.settings().credentialsIdPrefix();
        String wanted = store.credentialsId();
        String id = wanted == null ? CredentialIds.derive(request.alias(), prefix) : wanted;
        target = ports.stores().target(request.origin(), store.folder(), CredentialIds.check(id, prefix));
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public void checkAlone() throws KeyException {
        ports.stores().requireFree(request.origin(), target);
    }

    @Override
    public Optional<CreatedKey> handedOver(KeyRecord active) {
        return Optional.of(new CreatedKey(active.keyId(), active.alias(), active.target(), active.createdAt()));
    }

    @Override
    public CreatedKey handOver(FalKey key, Entry entry) throws KeyException {
        ports.stores().add(target, key, description(key));
        entry.write((keyRecord, now) -> keyRecord.in(KeyState.ACTIVE, now));
        return handedOver(entry.current()).orElseThrow();
    }

    @Override
    public void takeBack(KeyRecord made) throws KeyException {
        ports.stores().remove(made.target(), made.keyId());
    }

    /** Some pages show descriptions as they are (SECURITY-2701), so nothing of HTML goes into one. */
    private String description(FalKey key) {
        String wanted = store.description();
        String text = wanted == null
                ? "fal API key " + request.alias() + " (" + key.keyId() + "), made by "
                        + request.origin().run()
                : wanted;
        return text.replaceAll("[<>&]", "");
    }
}
