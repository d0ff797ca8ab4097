package io.jenkins.plugins.falkeys.cli;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code fal-create-key}: creates a key and stores it as a Secret text credential. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalCreateKeyCommand extends KeyCommand {

    @Argument(metaVar = "ALIAS", usage = "The key's name at fal", required = true)
    private String alias;

    @Option(
            name = "-store",
            metaVar = "FOLDER",
            usage = "Full name of the folder to store the key in; / for the root store",
            required = true)
    private String store;

    @Option(
            name = "-credentials-id",
            metaVar = "ID",
            usage = "ID of the new credential (default: derived from the alias)")
    private String credentialsId;

    @Option(name = "-description", metaVar = "TEXT", usage = "Description of the new credential")
    private String description;

    @Option(
            name = "-expires-after-days",
            metaVar = "DAYS",
            usage = "Delete the key and its credential after that many days (default: never)")
    private Integer expiresAfterDays;

    @Option(
            name = "-admin-credentials-id",
            metaVar = "ID",
            usage = "Credential with the admin key (default: the configured one)")
    private String adminCredentialsId;

    @Option(name = "-json", usage = "Print JSON")
    private boolean json;

    @Override
    public String getShortDescription() {
        return Messages.FalCreateKeyCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        CreatedKey created = EngineAnswers.await(() -> FalKeys.get()
                .keys()
                .create(
                        new KeyRequest(person, alias, false, adminCredentialsId),
                        new StoreRequest(credentialsId, store, description, IfExists.FAIL)
                                .expiringAfter(expiresAfterDays),
                        Requester.SILENT));
        stdout.println(json ? KeyJson.of(created) : created.description());
    }
}
