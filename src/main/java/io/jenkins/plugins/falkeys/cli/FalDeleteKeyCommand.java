package io.jenkins.plugins.falkeys.cli;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.request.Requester;
import io.jenkins.plugins.falkeys.view.EngineAnswers;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code fal-delete-key}: deletes a key, and the credential that holds it. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalDeleteKeyCommand extends KeyCommand {

    @Argument(metaVar = "KEY_ID", usage = "The key's ID", required = true)
    private String keyId;

    @Option(name = "-keep-credential", usage = "Keep the credential that holds the key")
    private boolean keepCredential;

    @Option(name = "-only-at-fal", usage = "Delete a key that only fal has, and that is not on record")
    private boolean onlyAtFal;

    @Option(
            name = "-admin-credentials-id",
            metaVar = "ID",
            depends = "-only-at-fal",
            usage = "Credential with the admin key of its account (default: the configured one)")
    private String adminCredentialsId;

    @Override
    public String getShortDescription() {
        return Messages.FalDeleteKeyCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        stdout.println(EngineAnswers.await(() -> onlyAtFal
                ? FalKeys.get().keys().administration().deleteForeign(person, keyId, adminCredentialsId, "")
                : FalKeys.get()
                        .keys()
                        .delete(DeleteRequest.ofRecord(person, recordId(keyId), !keepCredential), Requester.SILENT)));
    }
}
