package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Shared by the forms that ask for a cost limit. */
public interface MaxCostForm {

    @POST
    default FormValidation doCheckMaxCost(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkMaxCost(item, value);
    }
}
