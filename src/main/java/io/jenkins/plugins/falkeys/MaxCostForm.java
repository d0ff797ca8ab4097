package io.jenkins.plugins.falkeys;

import hudson.model.Item;
import hudson.util.FormValidation;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** What the forms have in common that ask what a key may cost. */
public interface MaxCostForm {

    @POST
    default FormValidation doCheckMaxCost(@AncestorInPath Item item, @QueryParameter String value) {
        return FalKeys.get().checkMaxCost(item, value);
    }
}
