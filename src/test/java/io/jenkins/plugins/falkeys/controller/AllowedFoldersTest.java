package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.ExtensionList;
import hudson.model.Items;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.monitor.AllowedFoldersMonitor;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The folders whose jobs may use the controller's admin key. */
@WithJenkins
class AllowedFoldersTest extends TeamFolderTest {

    private static final String BLOCK = "withFalKey { echo 'in the block' }";

    private static void allow(String... folders) {
        FalKeysConfiguration.get().setAllowedFolders(List.of(folders));
        FalKeysConfiguration.get().save();
    }

    private static List<String> allowed() {
        return FalKeysConfiguration.get().getAllowedFolders();
    }

    /** The folders after a restart. */
    private static List<String> saved() {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        List<String> now = configuration.getAllowedFolders();
        configuration.setAllowedFolders(List.of());
        configuration.load();
        assertEquals(now, configuration.getAllowedFolders());
        return configuration.getAllowedFolders();
    }

    @Test
    void followAFolderThatIsRenamed() throws Exception {
        allow("other", "team");

        team.renameTo("renamed");

        assertEquals(List.of("other", "renamed"), saved());
        succeeds(job, BLOCK);
    }

    @Test
    @Evidence(Attack.ALLOWED_FOLDERS)
    void aNewFolderWithAnOldNameInheritsNothing() throws Exception {
        allow("team");
        team.renameTo("renamed");

        WorkflowJob squatter =
                Controllers.create(jenkins.createProject(Folder.class, "team"), WorkflowJob.class, "squatter");

        assertThat(refused(squatter, BLOCK), containsString("may not use the controller's admin key"));
    }

    @Test
    void followAFolderBelowOneThatIsRenamed() throws Exception {
        allow("team/inner", "team/future", "teamwork");

        team.renameTo("renamed");

        assertEquals(List.of("renamed/inner", "renamed/future", "teamwork"), saved());
        succeeds(job, BLOCK);
    }

    @Test
    void followAFolderThatIsMoved() throws Exception {
        allow("team/inner");
        Folder elsewhere = jenkins.createProject(Folder.class, "elsewhere");

        Items.move(inner, elsewhere);

        assertEquals(List.of("elsewhere/inner"), saved());
        succeeds(jenkins.jenkins.getItemByFullName("elsewhere/inner/job", WorkflowJob.class), BLOCK);
    }

    @Test
    @Evidence(Attack.ALLOWED_FOLDERS)
    void forgetADeletedFolderAndThoseBelowIt() throws Exception {
        allow("team", "team/inner", "teamwork", "*");

        team.delete();

        assertEquals(List.of("teamwork", "*"), saved());
    }

    @Test
    void theRefusalNamesTheSettingAndItsEntries() throws Exception {
        allow("media", "other/one");
        assertThat(
                refused(job, BLOCK),
                containsString("No key was created: the job 'team/inner/job' may not use the controller's admin key. An"
                        + " administrator can allow its folder under Manage Jenkins » System » fal API keys » Allowed"
                        + " folders, which currently lists: media, other/one."));

        allow();
        assertThat(refused(job, BLOCK), containsString("Allowed folders, which is currently empty."));
    }

    @ParameterizedTest
    @CsvSource({"team/", "/team", "' team '", "' / team / inner / '", "'other\nteam\n'"})
    void toleratesSpacesAndSlashes(String entry) throws Exception {
        allow(entry);

        succeeds(job, BLOCK);
        assertThat(fal.created(), hasSize(1));
    }

    @Test
    @Evidence(Attack.ALLOWED_FOLDERS)
    void areCaseSensitive() throws Exception {
        allow("TEAM");

        assertThat(refused(job, BLOCK), containsString("may not use the controller's admin key"));
        assertTrue(ExtensionList.lookupSingleton(AllowedFoldersMonitor.class).isActivated());
    }

    @Test
    void aMonitorShowsFoldersThatDoNotExist() throws Exception {
        allow("team", "team/inner", "*");
        assertFalse(ExtensionList.lookupSingleton(AllowedFoldersMonitor.class).isActivated());

        allow("team", "nosuch", "team/inner/job", "<b>bold</b>");

        assertEquals(
                List.of("nosuch", "team/inner/job", "<b>bold</b>"),
                ExtensionList.lookupSingleton(AllowedFoldersMonitor.class).getEntries());
        String page = new StrictBrowser(jenkins).open("manage").asNormalizedText();
        assertThat(page, containsString("may use the fal admin key but do not exist"));
        assertThat(page, containsString("<b>bold</b>"));
        jenkins.createProject(Folder.class, "nosuch");
        assertEquals(
                List.of("team/inner/job", "<b>bold</b>"),
                ExtensionList.lookupSingleton(AllowedFoldersMonitor.class).getEntries());
    }

    @ParameterizedTest
    @CsvSource({"'*'", "team", "/team/"})
    void aSingleFolderNeedsNoListInYaml(String entry, @TempDir Path folder) throws Exception {
        allow("nosuch");

        load(folder, "unclassified: {falKeys: {allowedFolders: '" + entry + "'}}");

        assertEquals(List.of(entry.replace("/", "")), allowed());
        succeeds(job, BLOCK);
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        assertThat(
                exported.toString(StandardCharsets.UTF_8),
                containsString("    allowedFolders:\n    - \"" + entry.replace("/", "") + "\"\n"));
    }

    @Test
    void aListInYamlCanBeEmpty(@TempDir Path folder) throws Exception {
        load(folder, "unclassified: {falKeys: {allowedFolders: []}}");

        assertEquals(List.of(), allowed());
    }

    /** The same for the other setting whose value is easy to get wrong in YAML. */
    @Test
    void theErrorForAnUnknownChoiceInYamlListsTheValidOnes(@TempDir Path folder) throws Exception {
        ConfiguratorException wrong = assertThrows(
                ConfiguratorException.class,
                () -> load(folder, "unclassified: {falKeys: {jobsMayManage: ALL, aliasPrefix: 'x'}}"));

        assertThat(
                wrong.getErrorMessage(),
                containsString("jobsMayManage cannot be 'ALL'. It must be one of NO_KEYS, OWN_KEYS, ALL_KEYS."));
        assertEquals(JobsMayManage.OWN_KEYS, FalKeysConfiguration.get().getJobsMayManage());
        assertThat(FalKeysConfiguration.get().getAliasPrefix(), not("x"));
        load(folder, "unclassified: {falKeys: {jobsMayManage: ALL_KEYS}}");
        assertEquals(JobsMayManage.ALL_KEYS, FalKeysConfiguration.get().getJobsMayManage());
    }

    private static void load(Path folder, String yaml) throws Exception {
        Path file = folder.resolve("jenkins.yaml");
        Files.writeString(file, yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }
}
