package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.pipeline.FalCreateKeyStep;
import io.jenkins.plugins.falkeys.pipeline.FalDeleteKeyStep;
import io.jenkins.plugins.falkeys.pipeline.FalListKeysStep;
import io.jenkins.plugins.falkeys.pipeline.FalRotateKeyStep;
import io.jenkins.plugins.falkeys.pipeline.FalUsageStep;
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
        step.setIfExists("keep");
        snippets.assertRoundTrip(
                step,
                "falCreateKey alias: 'Production Key', credentialsId: 'mine', description: 'for the team', folder:"
                        + " 'team', ifExists: 'keep'");
        FalCreateKeyStep expiring = new FalCreateKeyStep("Production Key");
        expiring.setExpiresAfterDays(30);
        snippets.assertRoundTrip(expiring, "falCreateKey alias: 'Production Key', expiresAfterDays: 30");
    }

    @Test
    void falRotateKey() throws Exception {
        FalRotateKeyStep step = new FalRotateKeyStep("fal-prod");
        snippets.assertRoundTrip(step, "falRotateKey 'fal-prod'");
        step.setAlias("New Name");
        step.setGraceMinutes(0);
        snippets.assertRoundTrip(step, "falRotateKey alias: 'New Name', credentialsId: 'fal-prod', graceMinutes: 0");
    }

    @Test
    void falDeleteKey() throws Exception {
        FalDeleteKeyStep step = new FalDeleteKeyStep();
        step.setKeyId("abc");
        snippets.assertRoundTrip(step, "falDeleteKey keyId: 'abc'");
        step = new FalDeleteKeyStep();
        step.setCredentialsId("fal-prod");
        step.setRemoveCredential(false);
        snippets.assertRoundTrip(step, "falDeleteKey credentialsId: 'fal-prod', removeCredential: false");
    }

    @Test
    void falListKeys() throws Exception {
        FalListKeysStep step = new FalListKeysStep();
        snippets.assertRoundTrip(step, "falListKeys()");
        step.setAliasPrefix("Production");
        snippets.assertRoundTrip(step, "falListKeys aliasPrefix: 'Production'");
    }

    @Test
    void falUsage() throws Exception {
        FalUsageStep step = new FalUsageStep();
        snippets.assertRoundTrip(step, "falUsage()");
        step.setCredentialsId("fal-prod");
        snippets.assertRoundTrip(step, "falUsage credentialsId: 'fal-prod'");
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
        WithFalKeyStep limited = new WithFalKeyStep();
        limited.setMaxCost(2.5);
        snippets.assertRoundTrip(limited, "withFalKey(maxCost: 2.5) {\n    // some block\n}");
    }
}
