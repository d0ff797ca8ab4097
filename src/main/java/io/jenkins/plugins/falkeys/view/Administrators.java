package io.jenkins.plugins.falkeys.view;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.record.Owner;
import java.time.Instant;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** The users who manage keys by hand. */
@Restricted(NoExternalUse.class)
public final class Administrators {

    private Administrators() {}

    /**
     * The item that a user names as an owner.
     *
     * @param fullName empty for none
     * @return null for none
     * @throws KeyException if there is no such item
     */
    @CheckForNull
    public static Owner owner(@CheckForNull String fullName) throws KeyException {
        String name = Util.fixEmptyAndTrim(fullName);
        return name == null
                ? null
                : FalKeys.get()
                        .keys()
                        .records()
                        .ownerNamed(name)
                        .orElseThrow(() -> new KeyException(Messages.Administrators_noOwner(name)));
    }

    /**
     * The current user, as the origin of a request.
     *
     * @throws org.springframework.security.access.AccessDeniedException if they are not an administrator
     */
    public static Origin administrator() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return Origin.ofPerson(Jenkins.getAuthentication2().getName(), Instant.now());
    }
}
