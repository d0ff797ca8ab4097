package io.jenkins.plugins.falkeys.api.account;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * One page of usage.
 *
 * @param lines in fal's order
 * @param next cursor of the next page; null if this is the last one
 */
public record UsagePage(List<UsageLine> lines, @CheckForNull String next) {

    public UsagePage {
        lines = List.copyOf(lines);
    }
}
