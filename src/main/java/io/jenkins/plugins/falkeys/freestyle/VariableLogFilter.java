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
 * Masks the log of a freestyle build with a build step that shows a key in a variable. Such a step cannot put a filter on
 * a log that is open already, so this does it at the beginning. No other log is touched.
 *
 * <p>The filter of the lowest ordinal gets to see the log first, so no other filter sees what this one masks.
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
