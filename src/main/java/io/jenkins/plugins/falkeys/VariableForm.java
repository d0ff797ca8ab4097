package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Shared by the forms that ask for the names of environment variables. */
public interface VariableForm extends FalKeysForm {

    @POST
    default FormValidation doCheckVariable(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkVariable(item, value);
    }

    @POST
    default FormValidation doCheckKeyIdVariable(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkVariable(item, value);
    }

    @POST
    default FormValidation doCheckKeySecretVariable(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkVariable(item, value);
    }
}
