package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.CredentialsStore;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.falkeys.credentials.FalBuildKeyCredentials;
import java.net.URL;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlSelect;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** How users create, change and move a credential of the kind with one key per build. */
@WithJenkins
class BuildKeyFormTest {

    private static JenkinsRule jenkins;
    private JenkinsRule.WebClient client;

    @BeforeAll
    static void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        CredentialsStore root = Controllers.rootStore();
        root.addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "other-admin", "a:b"));
        root.addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.SYSTEM, "hidden", "a:b"));
        root.addCredentials(Domain.global(), new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "no-admin", null));
    }

    @BeforeEach
    void openABrowser() {
        client = jenkins.createWebClient();
    }

    @Test
    void itCanBeCreatedAndChangedInTheControllersStore() throws Exception {
        createAndChange("credentials/store/system/domain/_/", Controllers.rootStore());
    }

    @Test
    void itCanBeCreatedAndChangedInAFoldersStore() throws Exception {
        Folder team = jenkins.createProject(Folder.class, "team");
        createAndChange("job/team/credentials/store/folder/domain/_/", Controllers.folderStore(team));
    }

    private void createAndChange(String page, CredentialsStore store) throws Exception {
        HtmlPage list = client.goTo(page);
        click(list, "//button[@data-type='credentials-add-store-item']");
        click(list, "//input[@name='kind'][@value='" + FalBuildKeyCredentials.class.getName() + "']");
        click(list, "//button[@id='cr-dialog-next']");
        HtmlForm form = list.getFormByName("newCredentials");
        HtmlSelect admins = form.getSelectByName("_.adminCredentialsId");
        List<String> offered =
                admins.getOptions().stream().map(HtmlOption::getValueAttribute).toList();
        assertThat(offered, hasItem("other-admin"));
        assertThat(offered, not(hasItem("hidden")));
        assertThat(offered, not(hasItem("no-admin")));
        admins.getOptionByValue("other-admin").setSelected(true);
        form.getInputByName("_.id").setValue("fal");
        form.<HtmlElement>getFirstByXPath(".//*[@name='_.description']").setAttribute("value", "for builds");
        form.getInputByName("_.aliasPrefix").setValue("render-");
        click(list, "//button[@id='cr-dialog-submit']");
        check(store, "render-");

        update(page, null);
        check(store, "render-");
        update(page, "other-");
        check(store, "other-");
    }

    private void update(String page, String aliasPrefix) throws Exception {
        HtmlPage list = client.goTo(page);
        click(list, "//button[@data-url='credential/fal/updateDialog']");
        if (aliasPrefix != null) {
            list.getFormByName("updateCredentials")
                    .getInputByName("_.aliasPrefix")
                    .setValue(aliasPrefix);
        }
        click(list, "//button[@id='cr-dialog-submit']");
    }

    private void click(HtmlPage page, String path) throws Exception {
        page.<HtmlElement>getFirstByXPath(path).click();
        client.waitForBackgroundJavaScript(10_000);
    }

    private static void check(CredentialsStore store, String aliasPrefix) {
        check((FalBuildKeyCredentials) Controllers.credential(store, "fal").orElseThrow(), aliasPrefix);
    }

    /** A folder's form does not offer a scope. */
    private static void check(FalBuildKeyCredentials found, String aliasPrefix) {
        assertNotEquals(CredentialsScope.SYSTEM, found.getScope());
        assertEquals("for builds", found.getDescription());
        assertEquals("other-admin", found.getAdminCredentialsId());
        assertEquals(aliasPrefix, found.getAliasPrefix());
    }

    @Test
    void itCanBeMovedToAnotherDomain() throws Exception {
        Folder movers = jenkins.createProject(Folder.class, "movers");
        CredentialsStore store = Controllers.folderStore(movers);
        Domain models = new Domain("models", null, List.of());
        store.addDomain(models, List.of());
        FalBuildKeyCredentials credentials = new FalBuildKeyCredentials(CredentialsScope.GLOBAL, "fal", "for builds");
        credentials.setAdminCredentialsId("other-admin");
        credentials.setAliasPrefix("render-");
        store.addCredentials(Domain.global(), credentials);

        String page = "job/movers/credentials/store/folder/domain/_/credential/fal/";
        HtmlForm form = client.goTo(page + "moveDialog").getFormByName("moveCredentials");
        String destination = form.getSelectByName("destination").getOptions().stream()
                .map(HtmlOption::getValueAttribute)
                .filter(value -> value.endsWith("models"))
                .findFirst()
                .orElseThrow();
        WebRequest move = new WebRequest(new URL(jenkins.getURL(), page + "doMove"), HttpMethod.POST);
        move.setRequestParameters(List.of(new NameValuePair("destination", destination)));
        client.getPage(client.addCrumb(move));

        assertTrue(store.getCredentials(Domain.global()).isEmpty());
        check((FalBuildKeyCredentials) store.getCredentials(models).get(0), "render-");
    }

    @Test
    void jobDslStoresItInAFolder() throws Exception {
        FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText("""
                folder('dsl') {
                    properties {
                        folderCredentialsProperty {
                            domainCredentials {
                                domainCredentials {
                                    domain {
                                        name('')
                                        description('')
                                    }
                                    credentials {
                                        falBuildKey {
                                            scope('GLOBAL')
                                            id('fal')
                                            description('for builds')
                                            adminCredentialsId('other-admin')
                                            aliasPrefix('render-')
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                """);
        seed.getBuildersList().add(scripts);
        jenkins.buildAndAssertSuccess(seed);
        check(Controllers.folderStore(Jenkins.get().getItemByFullName("dsl", Folder.class)), "render-");
    }
}
