package io.jenkins.plugins.falkeys.cli;

import hudson.Extension;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.view.RecordLinks;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.args4j.Option;

/** {@code fal-list-keys}: every key on record, without secrets. */
@Extension
@Restricted(NoExternalUse.class)
public final class FalListKeysCommand extends KeyCommand {

    @Option(name = "-all", usage = "Also list deleted keys")
    private boolean all;

    @Option(name = "-json", usage = "Print JSON")
    private boolean json;

    @Override
    public String getShortDescription() {
        return Messages.FalListKeysCommand_shortDescription();
    }

    @Override
    protected void work(Origin person) {
        List<KeyRecord> found = FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> all || keyRecord.state() != KeyState.DELETED)
                .toList();
        if (json) {
            stdout.println(KeyJson.of(found));
        } else {
            found.forEach(keyRecord -> stdout.println(line(keyRecord)));
        }
    }

    /** Separated by tabs. An alias may contain any character except tabs and line breaks. */
    private static String line(KeyRecord keyRecord) {
        return Stream.of(
                        keyRecord.keyId(),
                        keyRecord.state(),
                        keyRecord.alias(),
                        keyRecord.target() == null
                                ? null
                                : RecordLinks.storeName(keyRecord.target()) + " "
                                        + keyRecord.target().credentialsId(),
                        keyRecord.origin().maker(),
                        keyRecord.createdAt(),
                        keyRecord.expiresAt())
                .map(part -> Objects.toString(part, "-"))
                .collect(Collectors.joining("\t"));
    }
}
