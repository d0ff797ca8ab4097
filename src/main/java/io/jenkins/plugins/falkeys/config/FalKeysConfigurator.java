package io.jenkins.plugins.falkeys.config;

import hudson.Extension;
import io.jenkins.plugins.casc.BaseConfigurator;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import io.jenkins.plugins.casc.model.Scalar;
import io.jenkins.plugins.casc.model.Sequence;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Reads the global configuration from YAML as Configuration as Code does by default, with two exceptions: a single
 * allowed folder need not be written as a list, and the error for an unknown choice lists the valid ones.
 */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class FalKeysConfigurator extends BaseConfigurator<FalKeysConfiguration> {

    private static final String FOLDERS = "allowedFolders";
    private static final String CHOICE = "jobsMayManage";

    @Override
    public Class<FalKeysConfiguration> getTarget() {
        return FalKeysConfiguration.class;
    }

    @Override
    protected FalKeysConfiguration instance(Mapping mapping, ConfigurationContext context) {
        return FalKeysConfiguration.get();
    }

    @Override
    protected void configure(
            Mapping config, FalKeysConfiguration instance, boolean dryrun, ConfigurationContext context)
            throws ConfiguratorException {
        for (Map.Entry<String, CNode> entry : config.entrySet()) {
            if (entry.getValue() instanceof Scalar scalar) {
                if (entry.getKey().equalsIgnoreCase(FOLDERS)) {
                    entry.setValue(listOf(scalar));
                } else if (entry.getKey().equalsIgnoreCase(CHOICE)) {
                    requireChoice(context.getSecretSourceResolver().resolve(scalar.getValue()));
                }
            }
        }
        super.configure(config, instance, dryrun, context);
    }

    private static Sequence listOf(Scalar folder) {
        Sequence list = new Sequence();
        list.add(folder);
        return list;
    }

    private void requireChoice(String chosen) throws ConfiguratorException {
        List<String> choices =
                Arrays.stream(JobsMayManage.values()).map(Enum::name).toList();
        if (!choices.contains(chosen)) {
            throw new ConfiguratorException(
                    this, Messages.FalKeysConfigurator_choice(CHOICE, chosen, String.join(", ", choices)));
        }
    }
}
