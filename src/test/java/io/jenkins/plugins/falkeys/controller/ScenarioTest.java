package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.PasswordParameterDefinition;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.model.TopLevelItem;
import hudson.tasks.BuildWrapper;
import hudson.tasks.Builder;
import hudson.tasks.Shell;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.scenarios.FreestyleJob;
import io.jenkins.plugins.falkeys.scenarios.Outcome;
import io.jenkins.plugins.falkeys.scenarios.Scenario;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jenkins.model.ModifiableTopLevelItemGroup;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Runs every scenario on a real controller. */
@WithJenkins
class ScenarioTest {

    private static JenkinsRule jenkins;

    @BeforeAll
    static void setUp(JenkinsRule rule) {
        jenkins = rule;
    }

    /** Neither rate limits nor records of one scenario may affect the next one, whose stub creates the same keys. */
    @BeforeEach
    void clean() throws Exception {
        DescribableModel.STRICT_PARAMETER_CHECKING = false; // the default outside of tests
        Controllers.clean();
    }

    static Stream<Scenario> scenarios() {
        return Scenario.all().stream()
                .filter(scenario -> !scenario.expectations().simOnly());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void hasTheExpectedOutcome(Scenario scenario) throws Exception {
        Setup setup = scenario.expectations().setup();
        try (FalApiStub fal = new FalApiStub().start()) {
            configure(setup, fal);
            scenario.prepare(fal);
            List<ItemGroup<?>> groups = new ArrayList<>();
            try (AutoCloseable reports = scenario.report(fal, CostUpdate::update, () -> logOf(setup.job()))) {
                Run<?, ?> run = scenario.isPipeline()
                        ? pipeline(setup.job(), scenario.jenkinsfile(), groups)
                        : freestyle(setup.job(), scenario.freestyleJob(), groups);
                scenario.expectations()
                        .await(() -> new Outcome(
                                log(run), run.getResult().toString(), fal, credentials(groups), ledger(run)));
            }
        }
    }

    private static void configure(Setup setup, FalApiStub fal) throws IOException {
        Controllers.use(fal);
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setAdminCredentialsId(setup.adminKey() ? Controllers.ADMIN_KEY : null);
        configuration.setAllowedFolders(setup.allowedFolders());
        configuration.setAllowRootStore(setup.allowRootStore());
        configuration.setCredentialsIdPrefix(setup.credentialsIdPrefix());
        configuration.setAliasPrefix(setup.aliasPrefix());
        configuration.setWaitBudgetSeconds(setup.waitBudgetSeconds());
    }

    private static Run<?, ?> pipeline(String name, String script, List<ItemGroup<?>> groups) throws Exception {
        WorkflowJob job = create(WorkflowJob.class, name, groups);
        Controllers.script(job, script);
        return jenkins.waitForCompletion(job.scheduleBuild2(0).waitForStart());
    }

    private static Run<?, ?> freestyle(String name, FreestyleJob description, List<ItemGroup<?>> groups)
            throws Exception {
        FreeStyleProject job = create(FreeStyleProject.class, name, groups);
        List<ParameterDefinition> parameters = new ArrayList<>();
        description.parameters().forEach((key, value) -> parameters.add(new StringParameterDefinition(key, value)));
        description
                .passwords()
                .forEach((key, value) -> parameters.add(new PasswordParameterDefinition(key, value, "")));
        if (!parameters.isEmpty()) {
            job.addProperty(new ParametersDefinitionProperty(parameters));
        }
        for (Map<String, Map<String, Object>> wrapper : description.wrappers()) {
            job.getBuildWrappersList().add(describable(wrapper).instantiate(BuildWrapper.class, null));
        }
        for (Map<String, Map<String, Object>> builder : description.builders()) {
            Map<String, Object> shell = builder.get("shell");
            job.getBuildersList()
                    .add(
                            shell == null
                                    ? describable(builder).instantiate(Builder.class, null)
                                    : new Shell((String) shell.get("command")));
        }
        return job.scheduleBuild2(0).get();
    }

    /** An object described as {@code {symbol: {arguments}}}, with the names used in scripts and YAML. */
    private static UninstantiatedDescribable describable(Map<String, ?> description) {
        Map.Entry<String, ?> only = description.entrySet().iterator().next();
        Map<String, Object> arguments = new HashMap<>();
        ((Map<?, ?>) only.getValue())
                .forEach((name, value) -> arguments.put(
                        (String) name, value instanceof Map<?, ?> nested ? describable(strings(nested)) : value));
        return new UninstantiatedDescribable(only.getKey(), null, arguments);
    }

    @SuppressWarnings("unchecked") // JSON objects have string keys
    private static Map<String, ?> strings(Map<?, ?> map) {
        return (Map<String, ?>) map;
    }

    private static <T extends Job<?, ?> & TopLevelItem> T create(
            Class<T> type, String fullName, List<ItemGroup<?>> groups) throws IOException {
        ModifiableTopLevelItemGroup group = jenkins.jenkins;
        groups.add(jenkins.jenkins);
        String[] names = fullName.split("/");
        for (int i = 0; i < names.length - 1; i++) {
            Folder folder = Controllers.create(group, Folder.class, names[i]);
            groups.add(folder);
            group = folder;
        }
        return Controllers.create(group, type, names[names.length - 1]);
    }

    /** The log of the job's only build so far; empty as long as there is none. */
    private static String logOf(String fullName) {
        Job<?, ?> job = jenkins.jenkins.getItemByFullName(fullName, Job.class);
        return job == null || job.getLastBuild() == null ? "" : log(job.getLastBuild());
    }

    private static String log(Run<?, ?> run) {
        try {
            return JenkinsRule.getLog(run);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Outcome.SecretText> credentials(List<ItemGroup<?>> groups) {
        Map<String, Outcome.SecretText> texts = new HashMap<>();
        for (ItemGroup<?> group : groups) {
            CredentialsStore store =
                    group instanceof Folder folder ? Controllers.folderStore(folder) : Controllers.rootStore();
            store.getCredentials(Domain.global()).stream()
                    .filter(StringCredentials.class::isInstance)
                    .map(StringCredentials.class::cast)
                    .filter(text -> !text.getId().equals(Controllers.ADMIN_KEY))
                    .forEach(text -> texts.put(
                            text.getId(),
                            new Outcome.SecretText(text.getSecret().getPlainText(), text.getDescription())));
        }
        return texts;
    }

    private static List<KeyRecord> ledger(Run<?, ?> run) {
        try {
            return Records.onDisk().stream()
                    .filter(keyRecord -> keyRecord.origin().isOf(run.getExternalizableId(), run.getTimeInMillis()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
