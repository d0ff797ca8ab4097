package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Every web method of a form, called by every kind of user. */
@WithJenkins
class PermissionMatrixTest {

    private static final List<String> ROLES =
            List.of("anonymous", "reader", "configurer", "folderadmin", "systemreader", "admin");
    private static final String JOB = "job/team/job/job/";
    private static final String STEPS = "descriptorByName/io.jenkins.plugins.falkeys.pipeline.";
    private static final String FREESTYLE = "descriptorByName/io.jenkins.plugins.falkeys.freestyle.";
    private static final String FOLDER = "descriptorByName/io.jenkins.plugins.falkeys.config.FalKeysFolderProperty/";
    private static final String MANAGED = "descriptorByName/io.jenkins.plugins.falkeys.managed.ManagedKey/";
    private static final String CREDENTIAL =
            "descriptorByName/io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials/";
    private static final String SYSTEM = "descriptorByName/io.jenkins.plugins.falkeys.config.FalKeysConfiguration/";

    private static final FalApiStub FAL = new FalApiStub();
    private static JenkinsRule jenkins;

    /** By role, since logging in takes longer than a request. */
    private static final Map<String, JenkinsRule.WebClient> CLIENTS = new HashMap<>();

    @BeforeAll
    static void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(FAL.start());
        Folder team = jenkins.createProject(Folder.class, "team");
        team.createProject(FreeStyleProject.class, "job");
        Controllers.folderStore(team)
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "of-the-team", "a:b"));
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "of-all", "a:b"));
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader", "configurer", "folderadmin")
                .grant(Item.CONFIGURE)
                .onItems(team.getItem("job"))
                .to("configurer")
                .grant(Item.CONFIGURE, CredentialsProvider.VIEW, CredentialsProvider.CREATE)
                .onItems(team, team.getItem("job"))
                .to("folderadmin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ, Item.READ, Item.EXTENDED_READ)
                .everywhere()
                .to("systemreader")
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin"));
    }

    @AfterAll
    static void tearDown() {
        FAL.close();
    }

    /** {@code expected} is a part of the response that only {@code roles} may get. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FalCreateKeyStep/fillAdminCredentialsIdItems, of-the-team, configurer folderadmin systemreader admin",
        "FalRotateKeyStep/fillAdminCredentialsIdItems, of-the-team, configurer folderadmin systemreader admin",
        "WithFalKeyStep/fillAdminCredentialsIdItems, of-the-team, configurer folderadmin systemreader admin",
        "FalCreateKeyStep/checkAdminCredentialsId?value=nobody, class=\"error\", configurer folderadmin admin",
        "WithFalKeyStep/checkAdminCredentialsId?value=fal-admin, class=\"error\", configurer folderadmin admin",
        "FalCreateKeyStep/checkCredentialsId?value=of-the-team, class=\"error\", configurer folderadmin admin",
        "FalCreateKeyStep/checkCredentialsId?value=a%20b, class=\"error\", configurer folderadmin admin",
        "FalCreateKeyStep/checkAlias?value=%09, class=\"error\", ",
        "FalCreateKeyStep/checkAlias?value=a%09b, class=\"error\", configurer folderadmin admin",
        "WithFalKeyStep/checkVariable?value=1, class=\"error\", configurer folderadmin admin",
        "WithFalKeyStep/checkKeyIdVariable?value=1, class=\"error\", configurer folderadmin admin",
        "WithFalKeyStep/checkKeySecretVariable?value=1, class=\"error\", configurer folderadmin admin",
        "WithFalKeyStep/checkMaxCost?value=2.50, class=\"error\", ",
        "WithFalKeyStep/checkMaxCost?value=free, class=\"error\", configurer folderadmin admin"
    })
    @Evidence(Attack.CREDENTIAL_IDS)
    void steps(String method, String expected, String roles) throws Exception {
        check(JOB + STEPS + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "FalKeyBuilder/fillAdminCredentialsIdItems, of-the-team, configurer folderadmin systemreader admin",
        "FalKeyBuildWrapper/fillAdminCredentialsIdItems, of-the-team, configurer folderadmin systemreader admin",
        "FalKeyBuilder/checkAlias?value=a%09b, class=\"error\", configurer folderadmin admin",
        "FalKeyBuilder/checkAlias?value=a%09%24b, class=\"error\", ",
        "FalKeyBuilder/checkAdminCredentialsId?value=nobody, class=\"error\", configurer folderadmin admin",
        "SecretTextOutput/checkCredentialsId?value=of-the-team, class=\"error\", configurer folderadmin admin",
        "VariableOutput/checkVariable?value=a-b, class=\"error\", configurer folderadmin admin",
        "FalKeyBuildWrapper/checkVariable?value=a-b, class=\"error\", configurer folderadmin admin",
        "FalKeyBuildWrapper/checkMaxCost?value=0, class=\"error\", configurer folderadmin admin"
    })
    @Evidence(Attack.CREDENTIAL_IDS)
    void freestyle(String method, String expected, String roles) throws Exception {
        check(JOB + FREESTYLE + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fillAdminCredentialsIdItems, of-the-team, folderadmin systemreader admin",
        "fillAdminCredentialsIdItems, fal-admin, ",
        "checkAdminCredentialsId?value=nobody, class=\"error\", folderadmin admin",
        "checkAdminCredentialsId?value=fal-admin, class=\"error\", folderadmin admin",
        "checkAliasPrefix?value=a%09b, class=\"error\", folderadmin admin"
    })
    @Evidence(Attack.CREDENTIAL_IDS)
    void folder(String method, String expected, String roles) throws Exception {
        check("job/team/" + FOLDER + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fillAdminCredentialsIdItems, of-the-team, folderadmin systemreader admin",
        "checkAlias?value=a%09b, class=\"error\", folderadmin admin",
        "checkAdminCredentialsId?value=nobody, class=\"error\", folderadmin admin",
        "checkCredentialsId?value=of-the-team, class=\"error\", folderadmin admin"
    })
    @Evidence(Attack.CREDENTIAL_IDS)
    void managedKeysOfAFolder(String method, String expected, String roles) throws Exception {
        check("job/team/" + MANAGED + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fillAdminCredentialsIdItems, fal-admin, admin",
        "checkAlias?value=a%09b, class=\"error\", admin",
        "checkFolder?value=nosuch, class=\"error\", admin",
        "checkFolder?value=team, class=\"error\", ",
        "checkCredentialsId?folder=team&value=of-the-team, class=\"error\", admin",
        "checkCredentialsId?folder=team&value=free, class=\"error\", "
    })
    @Evidence(Attack.CREDENTIAL_IDS)
    void managedKeysOfTheController(String method, String expected, String roles) throws Exception {
        check(MANAGED + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fillAdminCredentialsIdItems, of-the-team, folderadmin systemreader admin",
        "fillAdminCredentialsIdItems, fal-admin, ",
        "checkAdminCredentialsId?value=nobody, class=\"error\", folderadmin admin",
        "checkAliasPrefix?value=a%09b, class=\"error\", folderadmin admin"
    })
    void credentialOfBuildsInAFolder(String method, String expected, String roles) throws Exception {
        check("job/team/" + CREDENTIAL + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "fillAdminCredentialsIdItems, of-all, admin",
        "fillAdminCredentialsIdItems, fal-admin, ",
        "checkAdminCredentialsId?value=nobody, class=\"error\", admin",
        "checkAdminCredentialsId?value=fal-admin, class=\"error\", admin",
        "checkAdminCredentialsId?value=of-all, class=\"error\", ",
        "checkAliasPrefix?value=a%09b, class=\"error\", admin"
    })
    void credentialOfBuildsForAllJobs(String method, String expected, String roles) throws Exception {
        check(CREDENTIAL + method, expected, roles);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "checkAliasPrefix?value=a%09b, class=\"error\", admin",
        "checkAllowedFolders?value=nosuch, class=\"warning\", admin",
        "checkAllowedFolders?value=team%0A%2F%0A*, class=\"warning\", ",
        "checkApiUrl?value=ftp://x, class=\"error\", admin",
        "fillAdminCredentialsIdItems, fal-admin, admin",
        "testConnection?adminCredentialsId=fal-admin&apiUrl=, class=\"error\", admin"
    })
    @Evidence({Attack.TEST_CONNECTION, Attack.CREDENTIAL_IDS})
    void system(String method, String expected, String roles) throws Exception {
        check(SYSTEM + method, expected, roles);
        assertEquals(List.of(), FAL.calls());
    }

    /** It instantiates the step with whatever a user sends, and must do nothing else. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "FalCreateKeyStep', alias: 'Snippet', credentialsId: 'snippet', adminCredentialsId: 'fal-admin",
                "FalRotateKeyStep', credentialsId: 'of-the-team', adminCredentialsId: 'fal-admin",
                "FalDeleteKeyStep', credentialsId: 'of-the-team",
                "FalListKeysStep', aliasPrefix: 'Snippet",
                "WithFalKeyStep', alias: 'Snippet', adminCredentialsId: 'fal-admin"
            })
    @Evidence(Attack.SIDE_EFFECTS)
    void theSnippetGeneratorDoesNothing(String step) throws Exception {
        String type = "io.jenkins.plugins.falkeys.pipeline." + step.substring(0, step.indexOf('\''));
        for (String role : List.of("reader", "configurer")) {
            JenkinsRule.WebClient client = jenkins.createWebClient();
            client.setJavaScriptEnabled(false);
            client.login(role);
            WebRequest request =
                    new WebRequest(new URL(jenkins.getURL(), "pipeline-syntax/generateSnippet"), HttpMethod.POST);
            request.setRequestParameters(List.of(new NameValuePair(
                    "json",
                    "{'stapler-class': '" + type + "', '$class': 'io.jenkins.plugins.falkeys.pipeline." + step
                            + "'}")));
            client.addCrumb(request);

            String snippet = client.getPage(request).getWebResponse().getContentAsString();

            assertThat(snippet, containsString("Key"));
        }
        assertEquals(List.of(), FAL.calls());
        assertEquals(List.of(), FalKeys.get().keys().records().all());
    }

    private static void check(String path, String expected, String roles) throws Exception {
        Map<String, Boolean> permitted = new TreeMap<>();
        Map<String, Boolean> actual = new TreeMap<>();
        for (String role : ROLES) {
            permitted.put(role, roles != null && List.of(roles.split(" ")).contains(role));
            WebResponse answer = ask(role, path, HttpMethod.POST);
            actual.put(
                    role,
                    answer.getStatusCode() == 200 && answer.getContentAsString().contains(expected));
        }
        assertEquals(permitted, actual);
        assertEquals(404, ask("admin", path, HttpMethod.GET).getStatusCode());
    }

    private static WebResponse ask(String role, String path, HttpMethod method) throws Exception {
        JenkinsRule.WebClient client = client(role);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
        return client.getPage(method == HttpMethod.POST ? client.addCrumb(request) : request)
                .getWebResponse();
    }

    private static JenkinsRule.WebClient client(String role) throws Exception {
        JenkinsRule.WebClient known = CLIENTS.get(role);
        if (known != null) {
            return known;
        }
        JenkinsRule.WebClient client = jenkins.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        client.setJavaScriptEnabled(false);
        if (!role.equals("anonymous")) {
            client.login(role);
        }
        CLIENTS.put(role, client);
        return client;
    }
}
