package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import hudson.cli.CLICommandInvoker;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The CLI commands. */
@WithJenkins
class KeyCommandsTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int REFUSED = 6;
    private static final int FAILED = 5;

    private final FalApiStub fal = new FalApiStub();
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
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private CLICommandInvoker.Result as(String user, String command, String... arguments) {
        return new CLICommandInvoker(jenkins, command).asUser(user).invokeWithArgs(arguments);
    }

    private CLICommandInvoker.Result succeed(String command, String... arguments) {
        CLICommandInvoker.Result result = as("admin", command, arguments);
        assertEquals(0, result.returnCode(), result.stderr());
        for (FalApiStub.Key key : fal.created()) {
            assertThat(
                    result.stdout(),
                    not(containsString(key.value().substring(key.id().length() + 1))));
        }
        return result;
    }

    @Test
    void createsListsRotatesAndDeletes() throws Exception {
        assertThat(
                succeed("fal-create-key", "Production Key", "-store", "team").stdout(),
                containsString("as Secret text credential 'fal-production-key' in folder 'team'"));
        String first = fal.keys().get(0).id();

        JsonNode listed = JSON.readTree(succeed("fal-list-keys", "-json").stdout());
        assertEquals(first, listed.path(0).path("keyId").asText());
        assertEquals("team", listed.path(0).path("store").asText());
        assertEquals("team", listed.path(0).path("account").asText());
        assertEquals("admin", listed.path(0).path("madeBy").asText());
        assertEquals("ACTIVE", listed.path(0).path("state").asText());

        JsonNode rotated = JSON.readTree(
                succeed("fal-rotate-key", "fal-production-key", "-store", "team", "-grace-minutes", "5", "-json")
                        .stdout());
        String second = rotated.path("keyId").asText();
        assertTrue(Controllers.secret(Controllers.folderStore(team), "fal-production-key")
                .orElseThrow()
                .startsWith(second + ":"));
        assertThat(succeed("fal-list-keys").stdout(), containsString(first + "\tDELETING\tProduction Key\tteam fal-"));

        assertThat(succeed("fal-delete-key", second).stdout(), containsString(" and its credential "));
        succeed("fal-delete-key", first);
        assertThat(fal.keys(), empty());
        assertThat(succeed("fal-list-keys").stdout(), not(containsString(first)));
        assertThat(succeed("fal-list-keys", "-all").stdout(), containsString(first));
    }

    @Test
    void findsAFolderHoweverItsNameIsWritten() {
        succeed("fal-create-key", "Key", "-store", "team/");
        for (String written : List.of("team", "team/", "/team", "TEAM")) {
            assertThat(
                    succeed("fal-rotate-key", "fal-key", "-store", written).stdout(),
                    containsString("credential 'fal-key' in folder 'team' now holds"));
        }
    }

    @Test
    void deletesAKeyAndKeepsItsCredential() {
        JsonNode created = read(succeed("fal-create-key", "[1]", "-store", "/", "-credentials-id", "mine", "-json"));
        assertEquals("[1]", created.path("alias").asText());
        assertEquals("/", created.path("store").asText());

        succeed("fal-delete-key", created.path("keyId").asText(), "-keep-credential");

        assertThat(fal.keys(), empty());
        assertTrue(Controllers.secret(Controllers.rootStore(), "mine").isPresent());
    }

    @Test
    void deletesAKeyThatOnlyFalHas() throws Exception {
        Controllers.rootStore()
                .addCredentials(
                        Domain.global(),
                        Controllers.secretText(CredentialsScope.SYSTEM, "other-admin", FalApiStub.ADMIN_KEY));
        String first = fal.addKey(FalApiStub.ADMIN_KEY, "First").id();
        String second = fal.addKey(FalApiStub.ADMIN_KEY, "Second").id();
        assertThat(as("admin", "fal-delete-key", first).stderr(), containsString("use fal-delete-key -only-at-fal"));

        assertThat(
                succeed("fal-delete-key", first, "-only-at-fal").stdout(),
                containsString("fal API key 'First' (" + first + ") was deleted."));
        succeed("fal-delete-key", second, "-only-at-fal", "-admin-credentials-id", "other-admin");

        assertThat(fal.keys(), empty());
        assertEquals(
                FAILED, as("admin", "fal-delete-key", first, "-only-at-fal").returnCode());
    }

    private static JsonNode read(CLICommandInvoker.Result result) {
        try {
            return JSON.readTree(result.stdout());
        } catch (java.io.IOException e) {
            throw new IllegalStateException(result.stdout(), e);
        }
    }

    @Test
    void aRefusalPrintsOneLine() {
        succeed("fal-create-key", "Key", "-store", "team");
        for (CLICommandInvoker.Result refused : List.of(
                as("admin", "fal-create-key", "Key", "-store", "team"),
                as("admin", "fal-create-key", "Key", "-store", "no-such-folder"),
                as("admin", "fal-create-key", " ", "-store", "team"),
                as("admin", "fal-rotate-key", "fal-key", "-store", "/"),
                as("admin", "fal-rotate-key", "fal-key", "-store", "team", "-grace-minutes", "-1"),
                as("admin", "fal-delete-key", "no-such-key"))) {
            assertEquals(FAILED, refused.returnCode(), refused.stdout());
            assertThat(refused.stderr().trim(), containsString("ERROR: No"));
            assertThat(refused.stderr(), not(containsString("\tat ")));
        }
        assertThat(fal.keys(), hasSize(1));
        assertThat(FalKeys.get().keys().records().all(), hasSize(1));
    }

    @Test
    @Evidence(Attack.OWNERS)
    void onlyAnAdministratorMayRunThem() {
        succeed("fal-create-key", "Key", "-store", "team");
        int calls = fal.calls().size();
        String keyId = fal.keys().get(0).id();
        for (String user : List.of("auditor", "reader")) {
            for (CLICommandInvoker.Result refused : List.of(
                    as(user, "fal-create-key", "Other", "-store", "team"),
                    as(user, "fal-rotate-key", "fal-key", "-store", "team"),
                    as(user, "fal-delete-key", keyId),
                    as(user, "fal-delete-key", keyId, "-only-at-fal"),
                    as(user, "fal-list-keys"))) {
                assertEquals(REFUSED, refused.returnCode());
                assertThat(refused.stdout(), not(containsString(keyId)));
            }
        }
        assertEquals(calls, fal.calls().size());
    }
}
