package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Shared by the forms that ask for a new credential. */
public interface NewCredentialForm extends FalKeysForm {

    /**
     * What can be done if the credential already exists, for the drop-down. The choices are the same for every user.
     */
    @POST
    default ListBoxModel doFillIfExistsItems() {
        return FalKeys.get().ifExistsChoices();
    }

    @POST
    default FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkNewCredentialsId(item, value);
    }
}
