package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.properties.FolderCredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsProviderFilter;
import com.cloudbees.plugins.credentials.CredentialsProviderManager;
import com.cloudbees.plugins.credentials.CredentialsProviderTypeRestriction;
import com.cloudbees.plugins.credentials.CredentialsTypeFilter;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** An administrator can restrict which kinds of credentials can be created, and by which providers. */
@WithJenkins
class RestrictedKindsTest extends TeamFolderTest {

    private static final String CREATE = "falCreateKey(alias: 'a', credentialsId: 'a')";
    private static final String REFUSAL =
            "No key was created: 'a' in folder 'team/inner' would be a Secret text credential, and"
                    + " an administrator does not allow that kind (Manage Jenkins » Credential Providers).";

    private String secretText() {
        return jenkins.jenkins.getDescriptorOrDie(StringCredentialsImpl.class).getId();
    }

    private String folders() {
        return jenkins.jenkins
                .getDescriptorByType(FolderCredentialsProvider.class)
                .getId();
    }

    @Test
    @Evidence(Attack.STORES)
    void noKeyIsCreatedIfSecretTextIsNotAllowed() throws Exception {
        succeeds(job, CREATE);
        CredentialsProviderManager.getInstanceOrDie()
                .setRestrictions(new ArrayList<>(
                        List.of(new CredentialsProviderTypeRestriction.Excludes(folders(), secretText()))));
        int calls = fal.calls().size();

        assertThat(
                refused(job, "falCreateKey(alias: 'b', credentialsId: 'b')"),
                containsString(REFUSAL.replace("'a'", "'b'")));
        assertThat(refused(job, "falRotateKey(credentialsId: 'a')"), containsString(REFUSAL));
        assertEquals(calls, fal.calls().size());
        succeeds(job, "withFalKey { echo 'not stored' }");
        succeeds(job, "falDeleteKey(credentialsId: 'a')");
        assertThat(fal.keys(), empty());
    }

    @Test
    void noKeyIsCreatedIfTheProviderIsDisabled() throws Exception {
        CredentialsProviderManager.getInstanceOrDie()
                .setProviderFilter(new CredentialsProviderFilter.Excludes(List.of(folders())));

        assertThat(
                refused(job, CREATE),
                containsString("Credentials cannot be stored at 'a' in folder 'team/inner'. An administrator may have"
                        + " turned off the credentials provider (Manage Jenkins » Credential Providers)."));
        assertThat(fal.calls(), empty());
    }

    /** The admin key is a Secret text as well, so it is not found. */
    @Test
    void theRestrictionCanComeFromYaml(@TempDir Path folder) throws Exception {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, """
                globalCredentialsConfiguration:
                  configuration:
                    typeFilter:
                      excludes:
                        classNames:
                          - "%s"
                """.formatted(secretText()));
        ConfigurationAsCode.get().configure(yaml.toString());

        assertThat(refused(job, CREATE), containsString("No key was created"));
        assertThat(fal.created(), empty());
        CredentialsProviderManager.getInstanceOrDie().setTypeFilter(new CredentialsTypeFilter.None());
        succeeds(job, CREATE);
        assertThat(fal.keys(), hasSize(1));
    }
}
