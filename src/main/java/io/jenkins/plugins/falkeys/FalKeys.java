package io.jenkins.plugins.falkeys;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyService;
import java.util.List;

/** The one door through which steps, forms and pages reach the engine. */
public abstract class FalKeys implements ExtensionPoint {

    public static FalKeys get() {
        return ExtensionList.lookupSingleton(FalKeys.class);
    }

    /** Makes and ends keys. */
    public abstract KeyService keys();

    /**
     * The admin keys that a user may choose for a job.
     *
     * @param context the item that is configured; null where there is none
     * @param current the ID chosen now, all that a user without permission to look gets to see
     */
    public abstract ListBoxModel adminCredentials(@CheckForNull Item context, @CheckForNull String current);

    /**
     * The admin keys that an administrator may choose for the controller.
     *
     * @param current as in {@link #adminCredentials}
     */
    public abstract ListBoxModel controllerAdminCredentials(@CheckForNull String current);

    /** What can be done when the credential for a new key is there already. */
    public abstract ListBoxModel ifExistsChoices();

    /**
     * What a form says of an alias while somebody types it.
     *
     * @param context the item that is configured; null where there is none. Who may not configure it is told nothing
     */
    public abstract FormValidation checkAlias(@CheckForNull Item context, @CheckForNull String value);

    /** The same for the name of an environment variable. */
    public abstract FormValidation checkVariable(@CheckForNull Item context, @CheckForNull String value);

    /** The same for the ID of a new credential. */
    public abstract FormValidation checkNewCredentialsId(@CheckForNull Item context, @CheckForNull String value);

    /**
     * The same for the ID of the credential of a managed key, which must be free or hold a key that may be managed.
     *
     * @param context the folder whose list it is; null for the controller's
     * @param folder full name of the folder to store in; empty for the root store, or the folder of the list
     */
    public abstract FormValidation checkManagedCredentialsId(
            @CheckForNull Item context, @CheckForNull String folder, @CheckForNull String value);

    /** The same for what a key may cost. */
    public abstract FormValidation checkMaxCost(@CheckForNull Item context, @CheckForNull String value);

    /** The same for the ID of an admin key. */
    public abstract FormValidation checkAdminCredentialsId(@CheckForNull Item context, @CheckForNull String value);

    /**
     * What a Pipeline's block fails with when its key was revoked for what it cost: the build is a failure, and does not
     * look as if a user had aborted it.
     *
     * @param why a sentence that the build's log has already
     */
    public abstract Exception interruption(String why);

    /**
     * Finds out whether fal takes an admin key of the controller, and changes nothing.
     *
     * @return name and balance of its account in a sentence; empty when fal does not tell them
     * @throws KeyException when it does not; the text says why
     */
    public abstract String testConnection(String adminCredentialsId, String apiUrl) throws KeyException;

    /**
     * What differs from the controller whose ledger this is, in words; empty when it is this one. While it is not, every
     * change is refused.
     */
    public abstract List<String> differencesFromOwner();

    /** Makes the ledger this controller's own. */
    public abstract void takeLedgerOver();
}
