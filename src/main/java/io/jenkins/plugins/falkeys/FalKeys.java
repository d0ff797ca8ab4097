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

/** The entry point through which steps, forms and pages reach the engine. */
public abstract class FalKeys implements ExtensionPoint {

    public static FalKeys get() {
        return ExtensionList.lookupSingleton(FalKeys.class);
    }

    /** Mints, rotates and revokes keys. */
    public abstract KeyService keys();

    /**
     * The admin keys that a user may choose for a job.
     *
     * @param context the item being configured; null if there is none
     * @param current the ID that is selected now; the only one offered to a user who may not list credentials
     */
    public abstract ListBoxModel adminCredentials(@CheckForNull Item context, @CheckForNull String current);

    /**
     * The admin keys that an administrator may choose for the controller.
     *
     * @param current as in {@link #adminCredentials}
     */
    public abstract ListBoxModel controllerAdminCredentials(@CheckForNull String current);

    /** What can be done if the credential for a new key already exists. */
    public abstract ListBoxModel ifExistsChoices();

    /**
     * Validates an alias while a user types it.
     *
     * @param context the item being configured; null if there is none. A user who may not configure it learns nothing
     */
    public abstract FormValidation checkAlias(@CheckForNull Item context, @CheckForNull String value);

    /** Validates the name of an environment variable, as {@link #checkAlias} does. */
    public abstract FormValidation checkVariable(@CheckForNull Item context, @CheckForNull String value);

    /** Validates the ID of a new credential, as {@link #checkAlias} does. */
    public abstract FormValidation checkNewCredentialsId(@CheckForNull Item context, @CheckForNull String value);

    /**
     * Validates the ID of a managed key's credential, which must be free or hold a key that may be managed.
     *
     * @param context the folder that the list belongs to; null for the controller's list
     * @param folder full name of the folder to store in; if empty, the root store or the folder of the list
     */
    public abstract FormValidation checkManagedCredentialsId(
            @CheckForNull Item context, @CheckForNull String folder, @CheckForNull String value);

    /** Validates a cost limit, as {@link #checkAlias} does. */
    public abstract FormValidation checkMaxCost(@CheckForNull Item context, @CheckForNull String value);

    /** Validates the credential ID of an admin key, as {@link #checkAlias} does. */
    public abstract FormValidation checkAdminCredentialsId(@CheckForNull Item context, @CheckForNull String value);

    /**
     * The exception that stops a Pipeline's block if its key was revoked because of its cost. It makes the build a
     * failure rather than aborted, since no user aborted it.
     *
     * @param why a sentence that is already in the build's log
     */
    public abstract Exception interruption(String why);

    /**
     * Checks whether fal accepts an admin key of the controller, and changes nothing.
     *
     * @return a sentence with the name and the balance of the account; empty if fal does not report them
     * @throws KeyException if fal does not accept the key; the message says why
     */
    public abstract String testConnection(String adminCredentialsId, String apiUrl) throws KeyException;

    /**
     * How this controller differs from the one that owns the ledger, in words; empty if it is the owner. As long as
     * there is a difference, every change is refused.
     */
    public abstract List<String> differencesFromOwner();

    /** Makes this controller the owner of the ledger. */
    public abstract void takeLedgerOver();
}
