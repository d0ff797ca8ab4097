package io.jenkins.plugins.falkeys.cli;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.managed.ManagedStep;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.util.List;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Option;

/** {@code fal-plan-keys}: shows what the next sweep would do about the managed keys. Changes nothing. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalPlanKeysCommand extends KeyCommand {

    @Option(name = "-json", usage = "Print JSON")
    private boolean json;

    @Override
    public String getShortDescription() {
        return Messages.FalPlanKeysCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        List<ManagedStep> steps =
                EngineAnswers.await(() -> FalKeys.get().keys().managed().plan());
        if (json) {
            stdout.println(KeyJson.ofPlan(steps));
        } else {
            steps.forEach(step -> stdout.println(String.join(
                    "\t",
                    KeyJson.action(step),
                    step.alias(),
                    RecordLinks.storeName(step.target()) + " " + step.target().credentialsId(),
                    step.why())));
        }
    }
}
