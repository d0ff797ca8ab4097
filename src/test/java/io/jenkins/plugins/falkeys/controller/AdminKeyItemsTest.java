package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.pipeline.FalCreateKeyStep;
import io.jenkins.plugins.falkeys.pipeline.WithFalKeyStep;
import java.net.URL;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Who sees which credential IDs in the drop-downs. */
@WithJenkins
class AdminKeyItemsTest {

    private JenkinsRule jenkins;

    @BeforeEach
    void setUp(JenkinsRule rule) throws Exception {
        jenkins = rule;
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.GLOBAL, "visible", "a:b"));
        Controllers.rootStore()
                .addCredentials(Domain.global(), Controllers.secretText(CredentialsScope.SYSTEM, "hidden", "a:b"));
        jenkins.createProject(FreeStyleProject.class, "job");
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE)
                .everywhere()
                .to("configurer")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader"));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                FalCreateKeyStep.DescriptorImpl.class,
                WithFalKeyStep.DescriptorImpl.class,
                FalKeyBuilder.DescriptorImpl.class,
                FalKeyBuildWrapper.DescriptorImpl.class
            })
    void usersWhoCanConfigureAJobSeeTheKeysThatItCanUse(Class<? extends Descriptor<?>> descriptor) throws Exception {
        for (String user : new String[] {"admin", "configurer"}) {
            String seen = ask(user, descriptor, HttpMethod.POST).getContentAsString();
            assertThat(seen, containsString("visible"));
            assertThat(seen, containsString("current"));
            assertThat(seen, not(containsString("hidden")));
        }
        String seen = ask("reader", descriptor, HttpMethod.POST).getContentAsString();
        assertThat(seen, containsString("current"));
        assertThat(seen, not(containsString("visible")));
        assertThat(seen, not(containsString("hidden")));
        assertEquals(404, ask("admin", descriptor, HttpMethod.GET).getStatusCode());
    }

    private WebResponse ask(String user, Class<? extends Descriptor<?>> descriptor, HttpMethod method)
            throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient()
                .withThrowExceptionOnFailingStatusCode(false)
                .login(user);
        String describable = descriptor.getName().replace("$DescriptorImpl", "");
        WebRequest request = new WebRequest(
                new URL(
                        jenkins.getURL(),
                        "job/job/descriptorByName/" + describable
                                + "/fillAdminCredentialsIdItems?adminCredentialsId=current"),
                method);
        client.addCrumb(request);
        return client.getPage(request).getWebResponse();
    }
}
