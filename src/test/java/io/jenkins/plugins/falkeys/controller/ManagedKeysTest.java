package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.fingerprints.ItemCredentialsFingerprintFacet;
import hudson.ExtensionList;
import hudson.cli.CLICommandInvoker;
import hudson.model.AsyncPeriodicWork;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Result;
import hudson.model.TaskListener;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.engine.managed.ManagedStep;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.record.KeyState;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import io.jenkins.plugins.falkeys.monitor.ManagedKeysMonitor;
import java.io.StringReader;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import javax.xml.transform.Source;
import javax.xml.transform.stream.StreamSource;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The keys that are listed in the configuration of the controller or of a folder exist. */
@WithJenkins
class ManagedKeysTest {

    private static final String BIND = """
            node {
                withCredentials([string(credentialsId: 'fal-prod', variable: 'K')]) {
                    echo "bound ${K.length() > 0}"
                }
            }
            """;

    private final FalApiStub fal = new FalApiStub();
    private final CountDownLatch over = new CountDownLatch(1);
    private static JenkinsRule jenkins;
    private Folder team;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        blockTheReaper();
    }

    /** The reaper would interfere with a test. Jenkins does not start it while its previous run is still going on. */
    private void blockTheReaper() throws Exception {
        Field thread = AsyncPeriodicWork.class.getDeclaredField("thread");
        thread.setAccessible(true);
        Thread forever = new Thread(() -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                // the test has ended
            }
        });
        forever.setDaemon(true);
        forever.start();
        thread.set(ExtensionList.lookupSingleton(Reaper.class), forever);
    }

    @AfterEach
    void tearDown() {
        over.countDown();
        fal.close();
    }

    @Test
    void theFormSaysThatACredentialHoldsNothingThatAListMayManage() throws Exception {
        Controllers.folderStore(team)
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "fal-prod", "other"));

        for (Item list : new Item[] {team, null}) {
            assertThat(
                    FalKeys.get()
                            .checkManagedCredentialsId(list, "team", "fal-prod")
                            .getMessage(),
                    containsString("holds no key that a list manages or can take over"));
        }
    }

    private static ManagedKey key(String alias) {
        ManagedKey key = new ManagedKey(alias);
        key.setCredentialsId("fal-prod");
        key.setFolder("team");
        return key;
    }

    /** Users who can create folders must not obtain a key in this way. */
    @Test
    void aNewFolderWithTheNameOfADeletedOneGetsNoKey() throws Exception {
        list(key("Production"));
        sweep();
        assertTrue(Controllers.secret(Controllers.folderStore(team), "fal-prod").isPresent());

        team.delete();
        team = jenkins.createProject(Folder.class, "team");
        sweep();

        assertFalse(
                Controllers.secret(Controllers.folderStore(team), "fal-prod").isPresent());
        assertEquals(List.of(), FalKeysConfiguration.get().getManagedKeys());
    }

    private static void list(ManagedKey... keys) {
        FalKeysConfiguration.get().setManagedKeys(List.of(keys));
    }

    private void listInFolder(ManagedKey... keys) throws Exception {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setManagedKeys(List.of(keys));
        team.addProperty(property);
    }

    private static void sweep() throws Exception {
        FalKeys.get().keys().upkeep().sweep().get().get();
    }

    private String secret() {
        return Controllers.secret(Controllers.folderStore(team), "fal-prod").orElseThrow();
    }

    private String description() {
        return Controllers.credential(Controllers.folderStore(team), "fal-prod")
                .orElseThrow()
                .getDescription();
    }

    private static KeyRecord active() {
        List<KeyRecord> active = FalKeys.get().keys().records().all().stream()
                .filter(keyRecord -> keyRecord.state() == KeyState.ACTIVE)
                .toList();
        assertThat(active, hasSize(1));
        return active.get(0);
    }

    private static List<ManagedStep.Action> plan() throws Exception {
        return FalKeys.get().keys().managed().plan().get().stream()
                .map(ManagedStep::action)
                .toList();
    }

    private void awaitKeys(int number) throws Exception {
        for (int i = 0; i < 100 && fal.keys().size() != number; i++) {
            Thread.sleep(100);
        }
        assertThat(fal.keys(), hasSize(number));
    }

    @Test
    void aListedKeyIsMintedOnceAndCanBeBound() throws Exception {
        list(key("Production"));
        assertEquals(List.of(ManagedStep.Action.CREATE), plan());
        assertEquals(List.of(), fal.calls());

        sweep();

        assertTrue(fal.works(secret()));
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, BIND);
        jenkins.assertLogContains("bound true", jenkins.buildAndAssertSuccess(job));
        Controllers.script(job, "falRotateKey(credentialsId: 'fal-prod')");
        jenkins.assertLogContains("this job has no such key", jenkins.buildAndAssertStatus(Result.FAILURE, job));
        int calls = fal.calls().size();
        List<String> files = files();
        for (int i = 0; i < 10; i++) {
            list(key("Production"));
            sweep();
        }
        assertEquals(calls, fal.calls().size());
        assertEquals(files, files());
        assertEquals(List.of(ManagedStep.Action.NOTHING), plan());
    }

    /** The files of the ledger and the folder's configuration, with their modification times. */
    private List<String> files() throws Exception {
        Path root = jenkins.jenkins.getRootDir().toPath();
        try (Stream<Path> ledger = Files.walk(root.resolve("fal-keys"));
                Stream<Path> folder = Files.list(team.getRootDir().toPath())) {
            return Stream.concat(ledger, folder)
                    .filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }

    private void removeCredential() throws Exception {
        Controllers.folderStore(team)
                .removeCredentials(
                        Domain.global(),
                        Controllers.credential(Controllers.folderStore(team), "fal-prod")
                                .orElseThrow());
    }

    @Test
    void aDeletedCredentialIsRestored() throws Exception {
        list(key("Production"));
        sweep();
        String old = secret();
        removeCredential();
        assertEquals(List.of(ManagedStep.Action.RESTORE), plan());

        sweep();

        awaitKeys(1);
        assertNotEquals(old, secret());
        assertTrue(fal.works(secret()));
        assertFalse(fal.works(old));
    }

    @Test
    void aCredentialThatAReloadRemovedIsRestored(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, """
                credentials:
                  system:
                    domainCredentials:
                      - credentials:
                          - string: {scope: SYSTEM, id: "fal-admin", secret: "%s"}
                """.formatted(FalApiStub.ADMIN_KEY));
        ManagedKey top = key("Production");
        top.setFolder("/");
        list(top);
        sweep();
        String old = Controllers.secret(Controllers.rootStore(), "fal-prod").orElseThrow();
        ConfigurationAsCode.get().configure(yaml.toString());
        assertEquals(List.of(ManagedStep.Action.RESTORE), plan());

        sweep();

        awaitKeys(1);
        assertTrue(fal.works(
                Controllers.secret(Controllers.rootStore(), "fal-prod").orElseThrow()));
        assertFalse(fal.works(old));
    }

    @Test
    void aChangedAliasAndDescriptionAreApplied() throws Exception {
        list(key("Production"));
        sweep();
        String old = secret();
        int calls = fal.calls().size();
        ManagedKey described = key("Production");
        described.setDescription("for <the> team");
        list(described);
        assertEquals(List.of(ManagedStep.Action.UPDATE), plan());

        sweep();

        assertEquals("for the team", description());
        assertEquals(old, secret());
        assertEquals(calls, fal.calls().size());
        assertEquals(List.of(ManagedStep.Action.NOTHING), plan());

        list(key("Staging"));
        assertEquals(List.of(ManagedStep.Action.ROTATE), plan());
        sweep();
        assertNotEquals(old, secret());
        assertTrue(fal.works(old), "in its grace period");
        assertEquals("Staging", active().alias());
        assertEquals("for the team", description());
    }

    @Test
    void aRemovedEntryLeavesItsKeyWithoutAnOwner() throws Exception {
        list(key("Production"));
        sweep();
        String page = "manage/fal-keys/key/" + active().id() + "/";
        StrictBrowser browser = new StrictBrowser(jenkins);
        assertThat(browser.open(page).asNormalizedText(), containsString("Managed by the controller"));
        list();
        sweep();
        sweep();

        assertTrue(fal.works(secret()));
        assertNull(active().owner());
        assertThat(browser.open(page).asNormalizedText(), containsString("No longer managed"));

        list(key("Production"));
        assertEquals(List.of(ManagedStep.Action.UPDATE), plan());
        sweep();
        assertTrue(active().owner().hasList());
        assertThat(fal.created(), hasSize(1));
    }

    @Test
    void aKeyOfAJobIsLeftAlone() throws Exception {
        WorkflowJob job = team.createProject(WorkflowJob.class, "job");
        Controllers.script(job, "falCreateKey(alias: 'Production', credentialsId: 'fal-prod')");
        jenkins.buildAndAssertSuccess(job);
        String old = secret();
        list(key("Other"));

        sweep();
        sweep();

        assertEquals(old, secret());
        assertEquals("team/job", active().owner().name());
        assertTrue(monitor().isActivated());
        assertThat(
                new StrictBrowser(jenkins).open("manage").asNormalizedText(),
                containsString("holds a key that belongs to a job"));
    }

    private static ManagedKeysMonitor monitor() {
        return ExtensionList.lookupSingleton(ManagedKeysMonitor.class);
    }

    @Test
    void failuresAreRetriedLessOftenAndReported() throws Exception {
        fal.always("{on: 'POST', status: 403}");
        list(key("Production"));

        for (int i = 0; i < 5; i++) {
            sweep();
        }

        assertEquals(1, fal.calls().stream().filter("POST /keys"::equals).count(), "backs off");
        assertEquals(List.of(ManagedStep.Action.CREATE), plan());
    }

    @Test
    void aFolderNeedsAnAdminKeyLikeItsJobs() throws Exception {
        FalKeysConfiguration.get().setAllowedFolders(List.of("other"));
        ManagedKey here = key("Production");
        here.setFolder(null);
        listInFolder(here);

        sweep();
        sweep();
        assertThat(fal.created(), hasSize(0));
        assertTrue(monitor().isActivated());
        assertThat(monitor().getFailures().get(0).why(), containsString("Allowed folders"));

        FalKeysConfiguration.get().setAllowedFolders(List.of("team"));
        sweep();
        assertTrue(fal.works(secret()));
        assertFalse(monitor().isActivated());
        assertEquals("team", active().owner().name());

        team.renameTo("crew");
        sweep();
        assertThat(fal.created(), hasSize(1));
        assertEquals("crew", active().owner().name());
        StringCredentials admin = Controllers.credential(Controllers.rootStore(), Controllers.ADMIN_KEY)
                .orElseThrow();
        assertThat(
                CredentialsProvider.getFingerprintOf(admin).getFacets(),
                hasItem(instanceOf(ItemCredentialsFingerprintFacet.class)));
    }

    @Test
    void aFoldersListFollowsARenameOfTheFolder() throws Exception {
        listInFolder(key("Production"));
        sweep();
        Folder other = jenkins.createProject(Folder.class, "other");
        team.renameTo("crew");
        Items.move(team, other);

        sweep();

        assertEquals(
                "other/crew",
                team.getProperties()
                        .get(FalKeysFolderProperty.class)
                        .getManagedKeys()
                        .get(0)
                        .getFolder());
        assertThat(team.getConfigFile().asString(), containsString("<folder>other/crew</folder>"));
        assertEquals(List.of(ManagedStep.Action.NOTHING), plan());
        assertThat(fal.created(), hasSize(1));
    }

    @Test
    void aFolderCannotListKeysForOtherStores() throws Exception {
        ManagedKey elsewhere = key("Production");
        elsewhere.setFolder("/");
        listInFolder(elsewhere);

        sweep();
        sweep();

        assertThat(fal.created(), hasSize(0));
        assertTrue(monitor().isActivated());
    }

    /** Somebody who can configure a folder must not gain access to another folder's keys by naming them. */
    @Test
    void aFolderCannotTakeOverAKeyOfAnotherFoldersList() throws Exception {
        listInFolder(key("Production"));
        sweep();
        String before = secret();
        ManagedKey theirs = key("Mine");
        theirs.setGraceMinutes(0);
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setManagedKeys(List.of(theirs));
        jenkins.createProject(Folder.class, "attackers").addProperty(property);

        sweep();
        sweep();

        assertEquals(before, secret());
        assertEquals("team", active().owner().name());
        assertThat(fal.created(), hasSize(1));
        assertTrue(monitor().isActivated());
    }

    /** Jenkins also finds an item if the case differs, or if there are slashes around its name. */
    @ParameterizedTest
    @ValueSource(strings = {"team/", "/team", "TEAM"})
    void aFolderNameCanDifferInCaseAndSlashes(String folder) throws Exception {
        ManagedKey production = key("Production");
        production.setFolder(folder);
        list(production);

        sweep();
        sweep();

        assertTrue(active().owner().hasList());
        assertFalse(monitor().isActivated());
        team.renameTo("crew");
        assertEquals(List.of(ManagedStep.Action.NOTHING), plan());
    }

    /** Somebody who can configure a folder can submit any configuration. */
    @ParameterizedTest
    @ValueSource(strings = {"$1<managedKeys>$2</managedKeys>", "$1<managedKeys><null/><int>1</int></managedKeys>"})
    void aBrokenListDoesNotBlockOthers(String broken) throws Exception {
        listInFolder(key("Production"));
        String xml = team.getConfigFile()
                .asString()
                .replaceAll("(?s)(.*)<managedKeys>(.*)</managedKeys>", broken)
                .replace("<alias>Production</alias>", "")
                .replace("<folder>team</folder>", "")
                .replace("<credentialsId>fal-prod</credentialsId>", "");
        Folder other = jenkins.createProject(Folder.class, "other");
        other.updateByXml((Source) new StreamSource(new StringReader(xml)));

        sweep();

        assertTrue(fal.works(secret()));
    }

    @Test
    void theRootStoreMustBeAllowed() throws Exception {
        FalKeysConfiguration.get().setAllowRootStore(false);
        ManagedKey top = key("Production");
        top.setFolder(null);
        list(top);

        sweep();
        sweep();
        assertThat(fal.created(), hasSize(0));
        assertThat(monitor().getFailures().get(0).why(), containsString("Enter a folder for it in the list"));

        FalKeysConfiguration.get().setAllowRootStore(true);
        sweep();
        assertTrue(fal.works(
                Controllers.secret(Controllers.rootStore(), "fal-prod").orElseThrow()));
    }

    @Test
    void theUseOfTheAdminKeyIsTracked() throws Exception {
        StringCredentials admin = Controllers.credential(Controllers.rootStore(), Controllers.ADMIN_KEY)
                .orElseThrow();
        list(key("Production"));
        plan();
        assertNull(CredentialsProvider.getFingerprintOf(admin));

        sweep();

        assertNotNull(CredentialsProvider.getFingerprintOf(admin));
    }

    @Test
    void aCopyMintsNoKeys() throws Exception {
        sweep();
        Path owner = jenkins.jenkins.getRootDir().toPath().resolve("fal-keys/controller.xml");
        Files.writeString(owner, Files.readString(owner).replaceAll("<home>.*</home>", "<home>/of/another</home>"));
        list(key("Production"));

        ExtensionList.lookupSingleton(Reaper.class).execute(TaskListener.NULL);

        assertThat(fal.created(), hasSize(0));
    }

    @Test
    void theDryRunSaysWhatWouldChange() throws Exception {
        list(key("Production"));

        CLICommandInvoker.Result answer = new CLICommandInvoker(jenkins, "fal-plan-keys").invoke();
        assertThat(answer.stdout(), containsString("create\tProduction\tteam fal-prod\t"));
        assertThat(
                new CLICommandInvoker(jenkins, "fal-plan-keys")
                        .invokeWithArgs("-json")
                        .stdout(),
                containsString("\"action\" : \"create\""));

        StrictBrowser browser = new StrictBrowser(jenkins);
        HtmlPage list = browser.open("manage/fal-keys/");
        HtmlPage plan = browser.check(list.<HtmlElement>getFirstByXPath("//form[@action='plan']//button")
                .click());
        assertThat(plan.asNormalizedText(), containsString("The key does not exist yet."));
        assertEquals(List.of(), fal.calls());
    }

    @Test
    void theDryRunSaysThatAKeyCannotBeRestoredAndStaysLive() throws Exception {
        list(key("Production"));
        sweep();
        String old = secret();
        String keyId = active().keyId();
        removeCredential();
        FalKeysConfiguration.get().setCredentialsIdPrefix("ci-");

        assertThat(
                new CLICommandInvoker(jenkins, "fal-plan-keys").invoke().stdout(),
                containsString("nothing\tProduction\tteam fal-prod\tThe credential of the key " + keyId
                        + " has vanished, or holds something else, and cannot be restored. The key stays live."
                        + " No key was created: The credential ID 'fal-prod' must begin with 'ci-' ("));
        assertThat(
                new CLICommandInvoker(jenkins, "fal-plan-keys")
                        .invokeWithArgs("-json")
                        .stdout(),
                containsString("\"keyId\" : \"" + keyId + "\""));

        list();
        assertThat(
                new CLICommandInvoker(jenkins, "fal-plan-keys").invoke().stdout(),
                containsString("update\tProduction\tteam fal-prod\tThe key is no longer listed, and its credential has"
                        + " vanished, or holds something else. The key stays live, without an owner."));
        sweep();
        assertTrue(fal.works(old));
    }
}
