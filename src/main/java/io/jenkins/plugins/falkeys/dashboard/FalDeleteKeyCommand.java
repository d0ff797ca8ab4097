package io.jenkins.plugins.falkeys.dashboard;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.DeleteRequest;
import io.jenkins.plugins.falkeys.engine.KeyException;
import io.jenkins.plugins.falkeys.engine.KeyRecord;
import io.jenkins.plugins.falkeys.engine.Origin;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Argument;
import org.kohsuke.args4j.Option;

/** {@code fal-delete-key}: deletes a key that is on record, and the credential that holds it. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalDeleteKeyCommand extends KeyCommand {

    @Argument(metaVar = "KEY_ID", usage = "The key's ID, as fal-list-keys shows it", required = true)
    private String keyId;

    @Option(name = "-keep-credential", usage = "Leave the credential that holds the key where it is")
    private boolean keepCredential;

    @Override
    public String getShortDescription() {
        return Messages.FalDeleteKeyCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) throws KeyException, InterruptedException {
        KeyRecord named = FalKeys.get().keys().records().stream()
                .filter(keyRecord -> keyId.equals(keyRecord.keyId()))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new KeyException(Messages.FalDeleteKeyCommand_none(keyId)));
        stdout.println(Answers.await(
                () -> FalKeys.get().keys().delete(DeleteRequest.ofRecord(person, named.id(), !keepCredential))));
    }
}
