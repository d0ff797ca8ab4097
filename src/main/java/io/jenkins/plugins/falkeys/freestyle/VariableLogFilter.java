package io.jenkins.plugins.falkeys.freestyle;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.console.ConsoleLogFilter;
import hudson.model.FreeStyleBuild;
import hudson.model.Run;
import io.jenkins.plugins.falkeys.masking.BuildMasks;
import java.io.OutputStream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Masks the log of a freestyle build that has a build step which provides a key in a variable. The step itself cannot
 * add a filter to a log that is already open, so this is done when the log is opened. No other log is changed.
 *
 * <p>The filter with the lowest ordinal sees the log first, so no other filter sees what this one masks.
 */
@Extension(ordinal = -Double.MAX_VALUE)
@Restricted(NoExternalUse.class)
public final class VariableLogFilter extends ConsoleLogFilter {

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(@NonNull Run build, OutputStream logger) {
        return build instanceof FreeStyleBuild freestyle && showsKey(freestyle)
                ? BuildMasks.mask(freestyle, logger)
                : logger;
    }

    private static boolean showsKey(FreeStyleBuild build) {
        return build.getParent().getBuilders().stream()
                .anyMatch(builder -> builder instanceof FalKeyBuilder key
                        && key.getOutput() != null
                        && key.getOutput().isShown());
    }
}
