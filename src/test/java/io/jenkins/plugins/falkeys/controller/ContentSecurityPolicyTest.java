package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.html.HtmlTextArea;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * Opens every page with content from this plugin while Jenkins' policy is enforced. The pages of the monitors are
 * opened in the monitors' own tests.
 */
@WithJenkins
class ContentSecurityPolicyTest extends TeamFolderTest {

    private StrictBrowser browser;

    @BeforeEach
    void openBrowser() throws Exception {
        browser = new StrictBrowser(jenkins);
    }

    private HtmlPage submit(HtmlForm form) throws Exception {
        return browser.check(form.<HtmlElement>getFirstByXPath(".//button").click());
    }

    @Test
    void theListAndItsSubpages() throws Exception {
        browser.open("manage/fal-keys/");
        HtmlForm create = browser.open("manage/fal-keys/create").getFormByName("create");
        create.getInputByName("alias").setValue("Created by hand");
        assertThat(submit(create).asNormalizedText(), containsString("Active"));
        browser.open("manage/fal-keys/adopt");
        fal.addKey(FalApiStub.ADMIN_KEY, "Foreign");
        HtmlPage list = browser.open("manage/fal-keys/?text=made&sort=alias&state=ACTIVE");
        HtmlPage compared = submit(list.getFirstByXPath("//form[@action='compare']"));
        HtmlForm delete = compared.getFormByName("deleteForeignKey");
        delete.<HtmlElement>getFirstByXPath(".//label").click();
        assertThat(submit(delete).asNormalizedText(), containsString("Foreign"));
    }

    @Test
    void thePageOfAKeyInEachState() throws Exception {
        succeeds(
                job,
                "falCreateKey 'Old'; falRotateKey 'fal-old'; falCreateKey 'New'; falDeleteKey(credentialsId: 'fal-new')");
        fal.next("{on: 'POST', drop: 'after'}");
        refused(job, "falCreateKey 'Lost'");

        List<KeyRecord> records = FalKeys.get().keys().records().all();
        assertEquals(
                List.of("DELETING", "ACTIVE", "DELETED", "UNRESOLVED"),
                records.stream().map(keyRecord -> keyRecord.state().name()).toList());
        for (KeyRecord keyRecord : records) {
            browser.open("manage/fal-keys/key/" + keyRecord.id() + "/");
        }
        assertThat(browser.open(job.getUrl() + "1/").asNormalizedText(), containsString("Replaces the key"));
        browser.open(job.getUrl() + "2/");
    }

    @Test
    void theCosts() throws Exception {
        for (int build = 1; build <= 2; build++) {
            succeeds(job, "withFalKey { echo 'a' }");
            String keyId = fal.created().get(fal.created().size() - 1).id();
            fal.addUsage(
                    keyId,
                    "fal-ai/veo",
                    "s",
                    "1",
                    null,
                    "0.5",
                    "USD",
                    Instant.now().minusMillis(2));
        }
        CostUpdate.update().get(20, TimeUnit.SECONDS);

        assertThat(browser.open("manage/fal-keys/costs/").asNormalizedText(), containsString("1.00 USD"));
        assertThat(browser.open(job.getUrl() + "fal-costs/").asNormalizedText(), containsString("0.50 USD"));
        assertThat(browser.open(job.getUrl()).asXml(), containsString("echarts-trend"));
    }

    @ParameterizedTest
    @CsvSource({
        "pipeline-syntax/html, Run with a short-lived fal API key",
        "cli/command/fal-delete-key, Delete a key that only fal has"
    })
    void theReferencePages(String path, String text) throws Exception {
        assertThat(browser.open(path).asNormalizedText(), containsString(text));
    }

    @Test
    void theConfigurationOfTheController() throws Exception {
        HtmlForm form = browser.open("manage/configure").getFormByName("config");
        form.getInputByName("_.aliasPrefix").setValue("ci-");
        form.getInputByName("_.apiUrl").setValue("");
        form.getInputByName("_.apiUrl").type("nonsense");
        form.getInputByName("_.apiUrl").blur();
        HtmlPage page = browser.check((HtmlPage) form.getPage());
        assertThat(page.asNormalizedText(), containsString("The API URL must consist of a host and a path"));
        form.getInputByName("_.apiUrl").setValue(fal.url());
        jenkins.submit(form);
        assertEquals("ci-", FalKeysConfiguration.get().getAliasPrefix());
    }

    @Test
    void theConfigurationOfAFolder() throws Exception {
        HtmlForm form = browser.open(team.getUrl() + "configure").getFormByName("config");
        form.getInputByName("_.aliasPrefix").setValue("team-");
        jenkins.submit(form);
        assertEquals(
                "team-", team.getProperties().get(FalKeysFolderProperty.class).getAliasPrefix());
    }

    @Test
    void theConfigurationOfAJob() throws Exception {
        FreeStyleProject freestyle = Controllers.create(team, FreeStyleProject.class, "freestyle");
        freestyle.getBuildWrappersList().add(new FalKeyBuildWrapper());
        freestyle.getBuildersList().add(new FalKeyBuilder("a", new SecretTextOutput()));
        freestyle.getBuildersList().add(new FalKeyBuilder("b", new VariableOutput("SHOWN")));

        HtmlForm form = browser.open(freestyle.getUrl() + "configure").getFormByName("config");
        form.getInputsByName("_.alias").get(1).setValue("changed");
        jenkins.submit(form);
        assertEquals(
                "changed",
                freestyle.getBuildersList().getAll(FalKeyBuilder.class).get(0).getAlias());
    }

    @ParameterizedTest
    @CsvSource({
        "falCreateKey, falCreateKey ''",
        "withFalKey, withFalKey {",
        "falRotateKey, falRotateKey",
        "falDeleteKey, falDeleteKey",
        "falListKeys, falListKeys()",
        "falUsage, falUsage()"
    })
    void theSnippetGenerator(String step, String snippet) throws Exception {
        HtmlPage page = browser.open(job.getUrl() + "pipeline-syntax/");
        HtmlSelect steps = page.getFirstByXPath("//select[contains(@class, 'dropdownList')]");
        HtmlOption option = steps.getOptions().stream()
                .filter(choice -> choice.getText().startsWith(step + ":"))
                .findFirst()
                .orElseThrow();
        browser.check((HtmlPage) steps.setSelectedAttribute(option, true));
        page.<HtmlElement>getHtmlElementById("generatePipelineScript").click();
        browser.check(page);
        assertThat(page.<HtmlTextArea>getHtmlElementById("prototypeText").getText(), containsString(snippet));
    }
}
