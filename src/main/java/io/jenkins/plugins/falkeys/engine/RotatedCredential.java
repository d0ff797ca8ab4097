package io.jenkins.plugins.falkeys.engine;

import java.util.Optional;

/** Puts a key into a credential in place of the one that it holds. */
final class RotatedCredential extends CredentialHandOver {

    private final OwnKeys own;
    private final RotateRequest request;

    RotatedCredential(Work work, RotateRequest request) {
        super(work, request.origin(), null, request.graceMinutes());
        this.own = work.own();
        this.request = request;
    }

    @Override
    public void check() throws KeyException {
        into(own.inCredential(request).target());
    }

    @Override
    public Optional<CreatedKey> existing() throws KeyException {
        inPlaceOf(own.inCredential(request));
        return Optional.empty();
    }
}
