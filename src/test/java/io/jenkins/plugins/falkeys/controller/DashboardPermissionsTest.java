package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.AdministrativeMonitor;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.FalApiStub;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.dashboard.KeyPage;
import io.jenkins.plugins.falkeys.dashboard.KeysLink;
import io.jenkins.plugins.falkeys.engine.ImmediateRequester;
import io.jenkins.plugins.falkeys.engine.record.Origin;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest;
import io.jenkins.plugins.falkeys.engine.request.StoreRequest.IfExists;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who may see the page 'fal API keys', and who may use its buttons. */
@WithJenkins
class DashboardPermissionsTest {

    private final FalApiStub fal = new FalApiStub();
    private JenkinsRule jenkins;
    private String keyPage;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.use(fal.start());
        FalKeys.get()
                .keys()
                .create(
                        new KeyRequest(Origin.ofPerson("somebody", Instant.now()), "Key", false, null),
                        new StoreRequest(null, "/", null, IfExists.FAIL),
                        new ImmediateRequester())
                .get();
        keyPage = "key/" + FalKeys.get().keys().records().all().get(0).id() + "/";
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Jenkins.SYSTEM_READ)
                .everywhere()
                .to("auditor")
                .grant(Jenkins.READ, Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("configurer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @AfterEach
    void tearDown() {
        fal.close();
    }

    private WebResponse ask(@CheckForNull String user, String path, HttpMethod method) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .withJavaScriptEnabled(false);
        if (user != null) {
            client.withBasicCredentials(user);
        }
        WebRequest request = new WebRequest(new URL(jenkins.getURL(), "manage/fal-keys/" + path), method);
        if (method == HttpMethod.POST) {
            client.addCrumb(request);
        }
        return client.getPage(request).getWebResponse();
    }

    private String path(String name) {
        return name.startsWith("key/") ? keyPage + name.substring("key/".length()) : name;
    }

    @ParameterizedTest
    @CsvSource({"admin, 200", "auditor, 200", "manager, 403", "configurer, 403", "reader, 403"})
    @Evidence(Attack.CREDENTIAL_IDS)
    void viewingThePageRequiresSystemRead(String user, int status) throws Exception {
        assertEquals(status, ask(user, "", HttpMethod.GET).getStatusCode());
        assertEquals(status, ask(user, keyPage, HttpMethod.GET).getStatusCode());
    }

    @Test
    void anonymousSeesNothing() throws Exception {
        assertRefused(null, "", HttpMethod.GET);
        assertRefused(null, keyPage, HttpMethod.GET);
    }

    /** A user who is not logged in is sent to the login page. */
    private void assertRefused(@CheckForNull String user, String path, HttpMethod method) throws Exception {
        WebResponse response = ask(user, path, method);
        boolean asked = response.getWebRequest().getUrl().getPath().endsWith("/login");
        assertTrue(user == null ? asked : response.getStatusCode() == 403, user + " " + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "createKey?alias=k&store=/",
                "adoptKey?credentialsId=fal-admin&store=/",
                "compare",
                "deleteForeignKey?keyId=x&adminCredentialsId=fal-admin&context=",
                "key/rotate?graceMinutes=0",
                "key/deleteKey?removeCredential=true",
                "key/deleteCandidates?keyId=x",
                "key/settleAsGone",
                "key/settleAsNotOurs",
                "key/settleWithAdminKey?adminCredentialsId=fal-admin"
            })
    @Evidence(Attack.OWNERS)
    void onlyAnAdministratorCanChangeAnything(String name) throws Exception {
        int calls = fal.calls().size();
        for (String user : new String[] {null, "auditor", "manager", "configurer", "reader"}) {
            assertRefused(user, path(name), HttpMethod.POST);
        }
        assertThat(ask("admin", path(name), HttpMethod.GET).getStatusCode(), anyOf(is(404), is(405)));
        assertEquals(calls, fal.calls().size());
        assertEquals(1, FalKeys.get().keys().records().all().size());

        assertThat(ask("admin", path(name), HttpMethod.POST).getStatusCode(), anyOf(is(200), is(400)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "adopt"})
    void onlyAnAdministratorSeesTheForms(String name) throws Exception {
        assertEquals(403, ask("auditor", name, HttpMethod.GET).getStatusCode());
        assertEquals(200, ask("admin", name, HttpMethod.GET).getStatusCode());
    }

    private static List<String> views(Class<?> type) throws Exception {
        URL index = type.getResource(type.getSimpleName() + "/index.jelly");
        try (Stream<Path> files = Files.list(Path.of(index.toURI()).getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jelly") && !name.equals("index.jelly"))
                    .map(name -> name.replace(".jelly", ""))
                    .toList();
        }
    }

    /** A view that is included in others is not a page of its own: Jenkins does not serve it under its own name. */
    @Test
    @Evidence(Attack.CREDENTIAL_IDS)
    void onlyAnAdministratorSeesTheIncludedViews() throws Exception {
        List<String> parts = new ArrayList<>(views(KeysLink.class));
        views(KeyPage.class).forEach(view -> parts.add(keyPage + view));
        assertThat(parts.toString(), parts.size(), is(greaterThan(10)));
        for (String part : parts) {
            for (String user : List.of("auditor", "manager", "configurer", "reader")) {
                assertThat(user + " " + part, ask(user, part, HttpMethod.GET).getStatusCode(), anyOf(is(403), is(404)));
            }
        }
    }

    @Test
    @Evidence(Attack.CREDENTIAL_IDS)
    void onlyAnAdministratorSeesTheMessagesOfMonitors() throws Exception {
        List<AdministrativeMonitor> ours = AdministrativeMonitor.all().stream()
                .filter(monitor -> monitor.getClass().getName().startsWith("io.jenkins.plugins.falkeys."))
                .toList();
        assertThat(ours.size(), is(greaterThan(6)));
        for (AdministrativeMonitor monitor : ours) {
            for (String user : List.of("configurer", "reader")) {
                assertEquals(
                        403,
                        ask(user, "../../" + monitor.getUrl() + "/message", HttpMethod.GET)
                                .getStatusCode());
            }
        }
    }

    @Test
    void usersWithSystemReadSeeNoButtons() throws Exception {
        for (String page : new String[] {"", keyPage}) {
            String seen = ask("auditor", page, HttpMethod.GET).getContentAsString();
            assertThat(seen, containsString("Key"));
            assertThat(seen, not(containsString("method=\"post\"")));
        }
        assertThat(fal.created().stream().filter(key -> !fal.works(key.value())).toList(), empty());
    }

    @Test
    void aMissingRecordIsNotFound() throws Exception {
        assertEquals(404, ask("admin", "key/gone/", HttpMethod.GET).getStatusCode());
    }
}
