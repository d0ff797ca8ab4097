package io.jenkins.plugins.falkeys.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.falkeys.KeyVariables;
import io.jenkins.plugins.falkeys.MaxCostForm;
import io.jenkins.plugins.falkeys.VariableForm;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code withFalKey}: runs a block with its own key in the environment, and deletes the key afterwards. */
public final class WithFalKeyStep extends AdminKeyStep {

    private static final long serialVersionUID = 1L;

    private String alias;
    private String variable;
    private String keyIdVariable;
    private String keySecretVariable;
    private Double maxCost;

    @DataBoundConstructor
    public WithFalKeyStep() {
        // all parameters have defaults
    }

    /** The key's alias; null for a unique one. */
    @CheckForNull
    public String getAlias() {
        return alias;
    }

    @DataBoundSetter
    public void setAlias(@CheckForNull String alias) {
        this.alias = Util.fixEmpty(alias);
    }

    /** The environment variable for the whole key; null for {@code FAL_KEY}. */
    @CheckForNull
    public String getVariable() {
        return variable;
    }

    @DataBoundSetter
    public void setVariable(@CheckForNull String variable) {
        this.variable = Util.fixEmptyAndTrim(variable);
    }

    /** The environment variable for the key's ID; null for none. */
    @CheckForNull
    public String getKeyIdVariable() {
        return keyIdVariable;
    }

    @DataBoundSetter
    public void setKeyIdVariable(@CheckForNull String keyIdVariable) {
        this.keyIdVariable = Util.fixEmptyAndTrim(keyIdVariable);
    }

    /** The environment variable for the key's secret half; null for none. */
    @CheckForNull
    public String getKeySecretVariable() {
        return keySecretVariable;
    }

    @DataBoundSetter
    public void setKeySecretVariable(@CheckForNull String keySecretVariable) {
        this.keySecretVariable = Util.fixEmptyAndTrim(keySecretVariable);
    }

    /** The cost limit, in fal's currency, at which the key is revoked and the block stopped; null for none. */
    @CheckForNull
    public Double getMaxCost() {
        return maxCost;
    }

    @DataBoundSetter
    public void setMaxCost(@CheckForNull Double maxCost) {
        this.maxCost = maxCost;
    }

    KeyVariables variables() {
        return KeyVariables.of(variable, keyIdVariable, keySecretVariable);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new WithFalKeyExecution(context, this);
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor
            implements VariableForm, MaxCostForm, CustomDescribableModel {

        private static final String MAX_COST = "maxCost";

        @Override
        public String getFunctionName() {
            return "withFalKey";
        }

        @Override
        @NonNull
        public String getDisplayName() {
            return Messages.WithFalKeyStep_displayName();
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        /**
         * Converts a {@code maxCost} that is not a number. Pipeline would fail with a stack trace if it cannot convert
         * it, and a string parameter has any text; the parameter itself has to remain a number for Declarative.
         */
        @Override
        @NonNull
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            Object maxCost = arguments.get(MAX_COST);
            if (maxCost == null || maxCost instanceof Number) {
                return arguments;
            }
            Map<String, Object> converted = new LinkedHashMap<>(arguments);
            converted.put(MAX_COST, number(maxCost.toString().trim()));
            return converted;
        }

        /** Returns null for an empty text, which means no limit, as in a form. The step rejects NaN. */
        @CheckForNull
        private static Double number(String text) {
            try {
                return text.isEmpty() ? null : Double.valueOf(text);
            } catch (NumberFormatException e) {
                return Double.NaN;
            }
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }
    }
}
