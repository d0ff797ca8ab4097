package io.jenkins.plugins.falkeys.engine.mint;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.engine.Engine;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.OwnedKeys;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import java.util.Optional;

/** Replaces the key in a credential. */
public final class RotatedCredential extends CredentialHandOver {

    private final OwnedKeys own;
    private final RotateRequest request;
    private Integer expiresAfterDays;

    public RotatedCredential(Engine engine, RotateRequest request) {
        super(engine, request.origin(), null, request.graceMinutes());
        this.own = engine.ownedKeys();
        this.request = request;
    }

    /** While another request rotates the credential, it may hold a key whose record does not say so yet. */
    @Override
    public void check() throws KeyException {
        storeIn(own.inCredentialOrNewest(request).target());
    }

    @Override
    public Optional<CreatedKey> prepare() throws KeyException {
        KeyRecord old = own.inCredential(request);
        replace(old);
        expiresAfterDays = old.expiresAfterDays();
        return Optional.empty();
    }

    /** The new key gets the same lifetime. */
    @Override
    @CheckForNull
    public Integer expiresAfterDays() {
        return expiresAfterDays;
    }
}
