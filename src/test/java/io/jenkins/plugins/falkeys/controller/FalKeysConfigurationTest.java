package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Item;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfiguratorException;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.yaml.snakeyaml.Yaml;

@WithJenkins
class FalKeysConfigurationTest {

    private static final String DESCRIPTOR = "descriptorByName/" + FalKeysConfiguration.class.getName() + "/";

    private final FalApiStub fal = new FalApiStub();
    private static JenkinsRule jenkins;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    void setUp() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    @Test
    void theFormKeepsItsValues() throws Exception {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        configuration.setAllowedFolders(List.of("team", "other/inner"));
        configuration.setCredentialsIdPrefix("fal-");
        configuration.setAliasPrefix("ci ");
        configuration.setFoldersMayOverride(false);
        configuration.setConnectTimeoutSeconds(7);
        configuration.setReadTimeoutSeconds(8);
        configuration.setWaitBudgetSeconds(9);

        jenkins.configRoundtrip();

        assertEquals(Controllers.ADMIN_KEY, configuration.getAdminCredentialsId());
        assertEquals(fal.url(), configuration.getApiUrl());
        assertEquals(List.of("team", "other/inner"), configuration.getAllowedFolders());
        assertTrue(configuration.isAllowRootStore());
        assertEquals("fal-", configuration.getCredentialsIdPrefix());
        assertEquals("ci ", configuration.getAliasPrefix());
        assertFalse(configuration.isFoldersMayOverride());
        assertEquals(7, configuration.getConnectTimeoutSeconds());
        assertEquals(8, configuration.getReadTimeoutSeconds());
        assertEquals(9, configuration.getWaitBudgetSeconds());
    }

    @Test
    void theFormRefusesAnUnsafeUrl() throws Exception {
        HtmlPage page = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .goTo("configure");
        HtmlForm form = page.getFormByName("config");
        form.getInputByName("_.apiUrl").setValue("http://fal.example/v1");
        HtmlPage answer = jenkins.submit(form);
        assertThat(answer.getWebResponse().getContentAsString(), containsString("https"));
        assertEquals(fal.url(), FalKeysConfiguration.get().getApiUrl());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://fal.example/v1",
                "http://127.0.0.1.evil.example/v1",
                "http://localhost@evil.example/v1",
                "ftp://fal.example",
                "https://user:pass@fal.example",
                "https://fal.example/v1?x=1",
                "https:///v1",
                "nonsense"
            })
    void refusesUnsafeUrls(String url) {
        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        assertThrows(IllegalArgumentException.class, () -> configuration.setApiUrl(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://api.fal.ai/v1", "http://localhost:8080/v1", "http://127.0.0.1:1/v1", "http://[::1]:1/v1"
            })
    void acceptsSafeUrls(String url) {
        FalKeysConfiguration.get().setApiUrl(url + "/");
        assertEquals(url, FalKeysConfiguration.get().getApiUrl());
    }

    @Test
    void configurationAsCodeImportsAndExports(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, """
                unclassified:
                  falKeys:
                    adminCredentialsId: "other-admin"
                    apiUrl: "https://fal.example/v1"
                    allowedFolders:
                      - "team"
                      - "*"
                    allowRootStore: false
                    credentialsIdPrefix: "fal-"
                    aliasPrefix: "ci "
                    foldersMayOverride: false
                    connectTimeoutSeconds: 11
                    readTimeoutSeconds: 12
                    waitBudgetSeconds: 13
                """);

        ConfigurationAsCode.get().configure(yaml.toString());

        FalKeysConfiguration configuration = FalKeysConfiguration.get();
        assertEquals("other-admin", configuration.getAdminCredentialsId());
        assertEquals("https://fal.example/v1", configuration.getApiUrl());
        assertEquals(List.of("team", "*"), configuration.getAllowedFolders());
        assertThat(configuration.isAllowRootStore(), is(false));
        assertEquals("fal-", configuration.getCredentialsIdPrefix());
        assertEquals("ci ", configuration.getAliasPrefix());
        assertFalse(configuration.isFoldersMayOverride());
        assertEquals(11, configuration.getConnectTimeoutSeconds());
        assertEquals(12, configuration.getReadTimeoutSeconds());
        assertEquals(13, configuration.getWaitBudgetSeconds());

        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        ConfigurationAsCode.get().export(exported);
        String export = exported.toString(StandardCharsets.UTF_8);
        assertThat(export, containsString("falKeys:"));
        assertThat(export, containsString("adminCredentialsId: \"other-admin\""));
        assertThat(export, containsString("apiUrl: \"https://fal.example/v1\""));
        assertThat(export, containsString("- \"team\""));
        assertThat(export, not(containsString("allowedFoldersText")));
    }

    /** Users' configuration files depend on them. */
    @Test
    void theNamesInYamlDoNotChange() throws Exception {
        ByteArrayOutputStream exported = new ByteArrayOutputStream();
        FalKeysConfiguration.get().setFoldersMayOverride(false);
        FalKeysConfiguration.get().setAliasPrefix("ci ");
        FalKeysConfiguration.get().setCredentialsIdPrefix("fal-");

        ConfigurationAsCode.get().export(exported);

        Map<?, ?> yaml = new Yaml().load(exported.toString(StandardCharsets.UTF_8));
        assertEquals(
                Set.of(
                        "adminCredentialsId",
                        "aliasPrefix",
                        "allowRootStore",
                        "allowedFolders",
                        "apiUrl",
                        "buildKeyMemoryDays",
                        "connectTimeoutSeconds",
                        "credentialsIdPrefix",
                        "jobsMayManage",
                        "foldersMayOverride",
                        "readTimeoutSeconds",
                        "storedKeyMemoryDays",
                        "waitBudgetSeconds"),
                ((Map<?, ?>) ((Map<?, ?>) yaml.get("unclassified")).get("falKeys")).keySet());
    }

    @Test
    void configurationAsCodeRefusesAnInvalidAliasPrefix(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, "unclassified: {falKeys: {aliasPrefix: \"a\\tb\"}}");
        assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(yaml.toString()));
        assertEquals("", FalKeysConfiguration.get().getAliasPrefix());
    }

    @Test
    void configurationAsCodeRefusesAnInvalidCredentialIdPrefix(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, "unclassified: {falKeys: {credentialsIdPrefix: 'my team'}}");
        assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(yaml.toString()));
        assertEquals("", FalKeysConfiguration.get().getCredentialsIdPrefix());
    }

    @Test
    void configurationAsCodeRefusesAnUnsafeUrl(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, "unclassified: {falKeys: {apiUrl: 'http://fal.example/v1'}}");
        assertThrows(
                ConfiguratorException.class, () -> ConfigurationAsCode.get().configure(yaml.toString()));
        assertEquals(fal.url(), FalKeysConfiguration.get().getApiUrl());
    }

    @Test
    void testingTheConnectionChangesNothing() throws Exception {
        assertThat(test("admin", fal.url()), containsString("fal accepts this admin key"));
        assertEquals(List.of("GET /keys"), fal.calls());

        fal.next("{\"on\":\"GET\",\"status\":403}");
        String refused = test("admin", fal.url());
        assertThat(refused, containsString("ADMIN scope"));
        assertThat(refused, not(containsString(FalApiStub.ADMIN_KEY)));
    }

    @Test
    void testingTheConnectionShowsAccountAndBalance() throws Exception {
        fal.renameAccount(FalApiStub.ADMIN_KEY, "ren<d>er");
        fal.credits(FalApiStub.ADMIN_KEY, "1234567890.10", "EUR");
        assertThat(
                test("admin", fal.url()),
                containsString("the account &#039;ren&lt;d&gt;er&#039;, whose balance is 1234567890.10 EUR."));
    }

    @Test
    void testingTheConnectionSucceedsEvenWithoutTheAccount() throws Exception {
        fal.always("{on: 'BILLING', status: 404}");
        assertThat(test("admin", fal.url()), containsString("fal accepts this admin key.<"));
    }

    @Test
    void theConnectionTestSaysInASentenceThatThereIsNoAdminKey() throws Exception {
        Controllers.rootStore()
                .removeCredentials(
                        Domain.global(),
                        Controllers.credential(Controllers.rootStore(), Controllers.ADMIN_KEY)
                                .orElseThrow());
        assertThat(
                test("admin", fal.url()),
                containsString("The connection was not tested: the admin key &#039;fal-admin&#039; is not among the"
                        + " controller&#039;s Secret text credentials."));
    }

    @Test
    @Evidence(Attack.TEST_CONNECTION)
    void nobodyElseCanTestTheConnection() throws Exception {
        secure();
        for (String user : List.of("manager", "configurer", "reader")) {
            assertEquals(
                    403,
                    post(user, "testConnection", fal.url()).getWebResponse().getStatusCode());
        }
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.TEST_CONNECTION)
    void testingTheConnectionRequiresPost() throws Exception {
        secure();
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login("admin");
        URL url = new URL(
                jenkins.getURL(), DESCRIPTOR + "testConnection?adminCredentialsId=fal-admin&apiUrl=" + fal.url());
        assertThat(client.getPage(url).getWebResponse().getStatusCode(), not(is(200)));
        assertThat(fal.calls(), empty());
    }

    @Test
    @Evidence(Attack.CREDENTIAL_IDS)
    void onlyAdministratorsSeeTheControllersAdminKeys() throws Exception {
        secure();
        assertThat(
                post("admin", "fillAdminCredentialsIdItems", "")
                        .getWebResponse()
                        .getContentAsString(),
                containsString(Controllers.ADMIN_KEY));
        for (String user : List.of("manager", "configurer", "reader")) {
            assertThat(
                    post(user, "fillAdminCredentialsIdItems", "")
                            .getWebResponse()
                            .getContentAsString(),
                    not(containsString(Controllers.ADMIN_KEY)));
        }
    }

    private void secure() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.MANAGE, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("manager")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("configurer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    private String test(String user, String apiUrl) throws Exception {
        secure();
        return post(user, "testConnection", apiUrl).getWebResponse().getContentAsString();
    }

    private org.htmlunit.Page post(String user, String method, String apiUrl) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), DESCRIPTOR + method), HttpMethod.POST);
        request.setRequestParameters(List.of(
                new NameValuePair("adminCredentialsId", method.startsWith("test") ? Controllers.ADMIN_KEY : ""),
                new NameValuePair("apiUrl", apiUrl)));
        client.addCrumb(request);
        return client.getPage(request);
    }
}
