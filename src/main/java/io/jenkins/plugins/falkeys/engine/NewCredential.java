package io.jenkins.plugins.falkeys.engine;

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
            throw new KeyException("No key was made: " + e.getMessage());
        }
        into(ports.stores().target(origin, store.folder(), id));
    }

    @Override
    public Optional<CreatedKey> existing() throws KeyException {
        Optional<KeyRecord> found = store.ifExists() == IfExists.FAIL ? Optional.empty() : own.heldBy(origin, target());
        if (found.isEmpty()) {
            ports.stores().requireFree(origin, target());
            return Optional.empty();
        }
        KeyRecord old = found.get();
        if (!old.alias().equals(request.alias())) {
            throw new KeyException("No key was made: the credential " + target().describe() + " holds the key '"
                    + old.alias() + "' (" + old.keyId() + "), and ifExists: '" + store.ifExists()
                    + "' wants the same alias. Choose another credentialsId, or that alias.");
        }
        if (store.ifExists() == IfExists.ROTATE) {
            inPlaceOf(old);
            return Optional.empty();
        }
        return Optional.of(CreatedKey.of(
                old,
                "Kept fal API key '" + old.alias() + "' (" + old.keyId() + ") in Secret text credential "
                        + target().describe() + "."));
    }
}
