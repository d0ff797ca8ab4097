package hudson.model;

import java.io.IOException;
import java.util.Map;

/** Variables for the rest of a build. */
public abstract class Environment {

    public void buildEnvVars(Map<String, String> env) {}

    @SuppressWarnings("rawtypes") // as Jenkins declares it
    public boolean tearDown(AbstractBuild build, BuildListener listener) throws IOException, InterruptedException {
        return true;
    }
}
