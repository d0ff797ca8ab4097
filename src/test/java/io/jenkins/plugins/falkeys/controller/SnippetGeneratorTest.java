package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.pipeline.FalCreateKeyStep;
import io.jenkins.plugins.falkeys.pipeline.WithFalKeyStep;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class SnippetGeneratorTest {

    private SnippetizerTester snippets;

    @BeforeEach
    void setUp(JenkinsRule jenkins) {
        snippets = new SnippetizerTester(jenkins);
    }

    @Test
    void falCreateKey() throws Exception {
        FalCreateKeyStep step = new FalCreateKeyStep("Production Key");
        snippets.assertRoundTrip(step, "falCreateKey 'Production Key'");
        step.setCredentialsId("mine");
        step.setDescription("for the team");
        step.setFolder("team");
        snippets.assertRoundTrip(
                step,
                "falCreateKey alias: 'Production Key', credentialsId: 'mine', description: 'for the team', folder:"
                        + " 'team'");
    }

    @Test
    void withFalKey() throws Exception {
        WithFalKeyStep step = new WithFalKeyStep();
        snippets.assertRoundTrip(step, "withFalKey {\n    // some block\n}");
        step.setAlias("a b");
        step.setVariable("KEY");
        step.setKeyIdVariable("KEY_ID");
        step.setKeySecretVariable("KEY_SECRET");
        snippets.assertRoundTrip(
                step,
                "withFalKey(alias: 'a b', keyIdVariable: 'KEY_ID', keySecretVariable: 'KEY_SECRET', variable: 'KEY')"
                        + " {\n    // some block\n}");
    }
}
