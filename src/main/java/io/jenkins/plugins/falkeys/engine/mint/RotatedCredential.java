package io.jenkins.plugins.falkeys.engine.mint;

import io.jenkins.plugins.falkeys.engine.CreatedKey;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.RotateRequest;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import java.io.IOException;
import java.util.Optional;

/** Puts a key into a credential in place of the one that it holds. */
public final class RotatedCredential extends CredentialHandOver {

    private final OwnedKeys own;
    private final RotateRequest request;

    public RotatedCredential(Engine engine, RotateRequest request) {
        super(engine, request.origin(), null, request.graceMinutes());
        this.own = engine.ownedKeys();
        this.request = request;
    }

    /** While another request rotates the credential, it may hold a key whose record does not say so yet. */
    @Override
    public void check() throws KeyException {
        into(own.inCredentialOrNewest(request).target());
    }

    @Override
    public Optional<CreatedKey> existing() throws KeyException, IOException {
        inPlaceOf(own.inCredential(request));
        return Optional.empty();
    }
}
