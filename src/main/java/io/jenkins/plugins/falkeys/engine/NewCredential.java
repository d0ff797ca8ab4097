package io.jenkins.plugins.falkeys.engine;

import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;

import java.util.Optional;

/** Stores a key as a new credential, unless the user says what to do with one that is there. */
final class NewCredential extends CredentialHandOver {

    private final OwnKeys own;
    private final KeyRequest request;
    private final StoreRequest store;

    NewCredential(Work work, KeyRequest request, StoreRequest store) {
        super(work, request.origin(), store.description(), RotateRequest.DEFAULT_GRACE_MINUTES);
        this.own = work.own();
        this.request = request;
        this.store = store;
    }

    @Override
    public void check() throws KeyException {
        String prefix = ports.settings().credentialsIdPrefix();
        String wanted = store.credentialsId();
        String id = wanted == null ? CredentialIds.derive(request.alias(), prefix) : wanted;
        try {
            CredentialIds.check(id, prefix);
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
        into(ports.access().target(origin, store.folder(), id));
    }

    @Override
    public Optional<CreatedKey> existing() throws KeyException {
        Optional<KeyRecord> found =
                store.ifExists() == IfExists.FAIL ? Optional.empty() : own.heldBy(origin, target()::equals);
        if (found.isEmpty()) {
            ports.access().requireFree(origin, target());
            return Optional.empty();
        }
        KeyRecord old = found.get();
        if (!old.alias().equals(request.alias())) {
            throw new KeyException(
                    Messages.NewCredential_otherAlias(target().describe(), old.alias(), old.keyId(), store.ifExists()));
        }
        if (store.ifExists() == IfExists.ROTATE) {
            inPlaceOf(old);
            return Optional.empty();
        }
        return Optional.of(
                CreatedKey.of(old, Messages.NewCredential_kept(old.alias(), old.keyId(), target().describe())));
    }
}
