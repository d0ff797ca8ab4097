package io.jenkins.plugins.falkeys.scenarios;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Map;

/**
 * The description of a freestyle job. Builders and wrappers are {@code {symbol: {arguments}}}; the builder
 * {@code {"shell": {"command": …}}} is Jenkins' own.
 *
 * @param parameters string parameters of the build
 * @param passwords password parameters of the build
 */
public record FreestyleJob(
        @CheckForNull Map<String, String> parameters,
        @CheckForNull Map<String, String> passwords,
        @CheckForNull List<Map<String, Map<String, Object>>> wrappers,
        @CheckForNull List<Map<String, Map<String, Object>>> builders) {

    /** What is omitted is empty. */
    public FreestyleJob {
        parameters = parameters == null ? Map.of() : parameters;
        passwords = passwords == null ? Map.of() : passwords;
        wrappers = wrappers == null ? List.of() : wrappers;
        builders = builders == null ? List.of() : builders;
    }
}
