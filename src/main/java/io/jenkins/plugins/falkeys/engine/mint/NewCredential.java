package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.Messages;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.util.Optional;

/** Stores a key as a new credential, unless the user says what to do with an existing one. */
public final class NewCredential extends CredentialHandOver {

    private final OwnedKeys own;
    private final KeyRequest request;
    private final StoreRequest store;

    public NewCredential(Engine engine, KeyRequest request, StoreRequest store) {
        super(engine, request.origin(), store.description(), store.graceMinutes());
        this.own = engine.ownedKeys();
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
            StoreRequest.checkDays(store.expiresAfterDays());
        } catch (IllegalArgumentException e) {
            throw new KeyException(Messages.KeyException_notMade(e.getMessage()));
        }
        storeIn(ports.access().target(origin, store.folder(), id));
    }

    @Override
    @CheckForNull
    public Integer expiresAfterDays() {
        return store.expiresAfterDays();
    }

    @Override
    public Optional<CreatedKey> prepare() throws KeyException {
        Optional<KeyRecord> found = own.heldBy(origin, target());
        if (found.isEmpty()) {
            ports.access().requireFree(origin, target());
            findEarlierKey();
            return Optional.empty();
        }
        KeyRecord old = found.get();
        if (store.ifExists() == IfExists.FAIL) {
            throw new KeyException(Messages.NewCredential_taken(target().describe(), old.alias(), old.keyId()));
        }
        if (!old.alias().equals(request.alias())) {
            throw new KeyException(
                    Messages.NewCredential_otherAlias(target().describe(), old.alias(), old.keyId(), store.ifExists()));
        }
        if (store.ifExists() == IfExists.ROTATE) {
            replace(own.requireMayChange(origin, old));
            return Optional.empty();
        }
        return Optional.of(
                CreatedKey.of(old, Messages.NewCredential_kept(old.alias(), old.keyId(), target().describe())));
    }

    /**
     * The owner may have minted this key before, but its credential has vanished, or the job was moved away from it.
     */
    private void findEarlierKey() throws KeyException {
        for (KeyRecord other : own.inCredentials(origin, target().credentialsId())) {
            boolean same = other.state() == KeyState.ACTIVE
                    && (origin.byList() || other.alias().equals(request.alias()));
            if (same && own.isHeld(other)) {
                remark(Messages.NewCredential_elsewhere(
                        other.keyId(), other.target().describe()));
            } else if (same && other.target().equals(target()) && own.mayRevokeVanished(origin, other)) {
                replaceVanished(other);
                return;
            }
        }
    }
}
