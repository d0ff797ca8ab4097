package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The configuration survives an export to YAML, an import into another controller, and a restart. */
class ConfigurationRoundTripTest {

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void theControllersConfiguration(@TempDir Path folder) throws Throwable {
        Path yaml = folder.resolve("jenkins.yaml");
        sessions.then(jenkins -> {
            Controllers.rootStore()
                    .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.SYSTEM, "mine", "a:b"));
            FalKeysConfiguration.get().setManagedKeys(List.of(managed()));
            fillIn(jenkins);
            check();
            ByteArrayOutputStream exported = new ByteArrayOutputStream();
            ConfigurationAsCode.get().export(exported);
            Files.write(yaml, onlyFalKeys(exported.toString()));
        });
        sessions.then(jenkins -> {
            check();
            FalKeysConfiguration configuration = FalKeysConfiguration.get();
            configuration.setAdminCredentialsId(null);
            configuration.setApiUrl(null);
            configuration.setAllowedFolders(null);
            configuration.setAllowRootStore(true);
            configuration.setCredentialsIdPrefix(null);
            configuration.setAliasPrefix(null);
            configuration.setJobsMayManage(null);
            configuration.setFoldersMayOverride(true);
            configuration.setConnectTimeoutSeconds(1);
            configuration.setReadTimeoutSeconds(1);
            configuration.setWaitBudgetSeconds(1);
            configuration.setManagedKeys(null);
            ConfigurationAsCode.get().configure(yaml.toString());
            check();
        });
        sessions.then(jenkins -> check());
    }

    private static ManagedKey managed() {
        ManagedKey key = new ManagedKey("ci-Production");
        key.setCredentialsId("fal-prod");
        key.setDescription("for the team");
        key.setFolder("team");
        key.setRotateAfterDays(30);
        key.setGraceMinutes(5);
        key.setAdminCredentialsId("mine");
        return key;
    }

    private static void fillIn(JenkinsRule jenkins) throws Exception {
        HtmlForm form = jenkins.createWebClient().goTo("configure").getFormByName("config");
        HtmlOption option = form.getSelectByName("_.adminCredentialsId").getOptionByValue("mine");
        option.setSelected(true);
        form.getInputByName("_.apiUrl").setValue("https://fal.example/v1/");
        form.getTextAreaByName("_.allowedFolders").setText("team\n\nother/inner");
        form.getInputByName("_.allowRootStore").setChecked(false);
        form.getInputByName("_.credentialsIdPrefix").setValue("fal-");
        form.getInputByName("_.aliasPrefix").setValue("ci-");
        form.getSelectByName("jobsMayManage")
                .getOptionByText("all keys, including those of other jobs")
                .setSelected(true);
        form.getInputByName("_.foldersMayOverride").setChecked(false);
        form.getInputByName("_.connectTimeoutSeconds").setValue("7");
        form.getInputByName("_.readTimeoutSeconds").setValue("8");
        form.getInputByName("_.waitBudgetSeconds").setValue("9");
        jenkins.submit(form);
    }

    /** The export of a whole controller contains parts that cannot be imported. */
    private static List<String> onlyFalKeys(String export) {
        List<String> lines = export.lines().toList();
        int start = lines.indexOf("  falKeys:");
        int end = start + 1;
        while (lines.get(end).startsWith("   ")) {
            end++;
        }
        return Stream.concat(Stream.of("unclassified:"), lines.subList(start, end).stream())
                .toList();
    }

    private static void check() {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        assertEquals("mine", configuration.getAdminCredentialsId());
        assertEquals("https://fal.example/v1", configuration.getApiUrl());
        assertEquals(List.of("team", "other/inner"), configuration.getAllowedFolders());
        assertFalse(configuration.isAllowRootStore());
        assertEquals("fal-", configuration.getCredentialsIdPrefix());
        assertEquals("ci-", configuration.getAliasPrefix());
        assertEquals(JobsMayManage.ALL_KEYS, configuration.getJobsMayManage());
        assertFalse(configuration.isFoldersMayOverride());
        assertEquals(7, configuration.getConnectTimeoutSeconds());
        assertEquals(8, configuration.getReadTimeoutSeconds());
        assertEquals(9, configuration.getWaitBudgetSeconds());
        assertEquals(
                List.of(managed().entry("")),
                configuration.getManagedKeys().stream()
                        .map(key -> key.entry(""))
                        .toList());
    }
}
