package hudson.model;

import hudson.EnvVars;
import hudson.tasks.BuildWrapper;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The first run of a freestyle job. */
public final class SimBuild extends FreeStyleBuild {

    private final SimProject project;
    private final Map<String, String> parameters;
    private final Map<String, String> passwords;
    private final List<BuildWrapper> wrappers;
    private final EnvironmentList environments = new EnvironmentList(new ArrayList<>());

    public SimBuild(
            SimProject project,
            Map<String, String> parameters,
            Map<String, String> passwords,
            List<BuildWrapper> wrappers) {
        this.project = project;
        this.parameters = parameters;
        this.passwords = passwords;
        this.wrappers = wrappers;
    }

    @Override
    public SimProject getParent() {
        return project;
    }

    @Override
    public int getNumber() {
        return 1;
    }

    @Override
    public String getExternalizableId() {
        return project.getFullName() + "#" + getNumber();
    }

    @Override
    public Charset getCharset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public EnvironmentList getEnvironments() {
        return environments;
    }

    @Override
    public <T extends Action> T getAction(Class<T> type) {
        List<ParameterValue> values = new ArrayList<>();
        passwords.forEach((name, value) -> values.add(new SimPassword(name, value)));
        return type == ParametersAction.class ? type.cast(new ParametersAction(values)) : null;
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) {
        EnvVars environment = SimEnvironment.of(this);
        environments.forEach(each -> each.buildEnvVars(environment));
        environment.putAll(parameters);
        environment.putAll(passwords);
        EnvVars.resolve(environment);
        return environment;
    }

    @Override
    public Set<String> getSensitiveBuildVariables() {
        Set<String> sensitive = new HashSet<>(passwords.keySet());
        wrappers.forEach(wrapper -> wrapper.makeSensitiveBuildVariables(this, sensitive));
        return sensitive;
    }
}
