package io.jenkins.plugins.falkeys.sim;

import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.scenarios.Expectations;
import io.jenkins.plugins.falkeys.scenarios.Outcome;
import io.jenkins.plugins.falkeys.scenarios.Scenario;
import io.jenkins.plugins.falkeys.scenarios.Setup;
import java.io.OutputStream;
import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every scenario on the simulated controller. */
class ScenarioTest {

    static Stream<Scenario> scenarios() {
        return Scenario.all().stream()
                .filter(scenario -> !scenario.expectations().realOnly());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void hasTheExpectedOutcome(Scenario scenario) throws Exception {
        Expectations expectations = scenario.expectations();
        Setup setup = expectations.setup();
        try (FalApiStub fal = new FalApiStub().start();
                SimController controller = new SimController(URI.create(fal.url()), FalApiStub.ADMIN_KEY, setup)) {
            scenario.prepare(fal);
            BuildLog log = new BuildLog(OutputStream.nullOutputStream());
            try (AutoCloseable reports = scenario.report(fal, controller::collectCosts, log::text)) {
                String result = scenario.isPipeline()
                        ? PipelineRun.run(controller, setup.job(), scenario.jenkinsfile(), log)
                        : FreestyleRun.run(controller, setup.job(), scenario.freestyleJob(), log);
                expectations.await(() -> new Outcome(
                        log.text(),
                        result,
                        fal,
                        controller.credentials().all(),
                        controller.ledger().all()));
            }
        }
    }
}
