package hudson.model;

import java.util.List;

/** The parameters of a run. */
public class ParametersAction implements Action {

    private final List<ParameterValue> parameters;

    public ParametersAction(List<ParameterValue> parameters) {
        this.parameters = parameters;
    }

    public List<ParameterValue> getParameters() {
        return parameters;
    }
}
