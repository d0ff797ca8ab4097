package io.jenkins.plugins.falkeys.cli;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.RotateRequest;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code fal-rotate-key}: replaces the key in a credential with a new one. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalRotateKeyCommand extends KeyCommand {

    @Argument(metaVar = "CREDENTIALS_ID", usage = "ID of the credential that holds the key", required = true)
    private String credentialsId;

    @Option(
            name = "-store",
            metaVar = "FOLDER",
            usage = "Full name of the folder that contains the credential; / for the root store",
            required = true)
    private String store;

    @Option(name = "-alias", metaVar = "ALIAS", usage = "The new key's name at fal (default: that of the old key)")
    private String alias;

    @Option(
            name = "-grace-minutes",
            metaVar = "N",
            usage = "How long the old key stays alive; 0 breaks builds that are using it")
    private int graceMinutes = RotateRequest.DEFAULT_GRACE_MINUTES;

    @Option(
            name = "-admin-credentials-id",
            metaVar = "ID",
            usage = "Credential with the admin key (default: that of the old key)")
    private String adminCredentialsId;

    @Option(name = "-json", usage = "Print JSON")
    private boolean json;

    @Override
    public String getShortDescription() {
        return Messages.FalRotateKeyCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        CreatedKey created = EngineAnswers.await(() -> FalKeys.get()
                .keys()
                .rotate(
                        new RotateRequest(
                                person,
                                RecordLinks.storeName(store),
                                credentialsId,
                                alias,
                                graceMinutes,
                                adminCredentialsId),
                        Requester.SILENT));
        stdout.println(json ? KeyJson.of(created) : created.description());
    }
}
