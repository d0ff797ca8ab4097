package io.jenkins.plugins.falkeys.masking;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.console.ConsoleLogFilter;
import hudson.console.LineTransformationOutputStream;
import hudson.model.AbstractBuild;
import hudson.model.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.regex.Pattern;

/**
 * Masks the log of every freestyle build from its beginning: a build step that mints a key cannot put a filter on a log
 * that is open already, and the stream of credentials-binding keeps the first pattern that it saw.
 */
@Extension
public final class BuildLogFilter extends ConsoleLogFilter {

    @Override
    @SuppressWarnings("rawtypes") // as declared
    public OutputStream decorateLogger(@NonNull Run build, OutputStream logger) {
        return build instanceof AbstractBuild<?, ?> freestyle ? new MaskingStream(logger, freestyle) : logger;
    }

    private static final class MaskingStream extends LineTransformationOutputStream.Delegating {

        private final Run<?, ?> build;
        private final BuildMasks masks;
        private final Charset charset;

        MaskingStream(OutputStream logger, Run<?, ?> build) {
            super(logger);
            this.build = build;
            this.masks = BuildMasks.open(build);
            this.charset = build.getCharset();
        }

        @Override
        protected void eol(byte[] bytes, int length) throws IOException {
            Pattern pattern = masks.pattern();
            if (pattern == null) {
                out.write(bytes, 0, length);
            } else {
                String line = new String(bytes, 0, length, charset);
                out.write(pattern.matcher(line).replaceAll("****").getBytes(charset));
            }
        }

        @Override
        public void close() throws IOException {
            super.close();
            BuildMasks.close(build);
        }
    }
}
