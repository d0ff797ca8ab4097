package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Shared by the forms of the steps and of the freestyle extensions. */
public interface FalKeysForm extends AdminKeyForm {

    @POST
    default FormValidation doCheckAlias(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkAlias(item, value);
    }
}
