package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.domains.Domain;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.cli.CLICommandInvoker;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import java.util.List;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A credential ID that is already in use. */
@WithJenkins
class TakenIdTest extends TeamFolderTest {

    private static final String CREATE = "falCreateKey(alias: 'a', credentialsId: 'taken', ifExists: 'keep')";
    private static final String SETTING =
            "If the folder lets its jobs manage all keys (Manage Jenkins » System » fal API keys »"
                    + " Jobs may manage), they can also keep and rotate each other's keys.";

    private String refusal() throws Exception {
        return refused(job, CREATE)
                .lines()
                .filter(line -> line.startsWith("ERROR: "))
                .findFirst()
                .orElseThrow();
    }

    private static UsernamePasswordCredentialsImpl password() throws Exception {
        return new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "taken", null, "user", "password");
    }

    @Test
    void theRefusalNamesTheFolderAndTheSettingThatWouldAllowIt() throws Exception {
        Controllers.folderStore(team).addCredentials(Domain.global(), password());

        assertEquals(
                "ERROR: No key was created: the credential 'taken' already exists in folder 'team' and holds no key of this"
                        + " job. Choose another credentialsId, or delete that credential. " + SETTING,
                refusal());
        assertThat(fal.calls(), empty());
    }

    /** Otherwise a job could find out which credentials hold other jobs' keys. */
    @Test
    @Evidence(Attack.CREDENTIAL_ID_TAKEOVER)
    void theRefusalDoesNotSayWhetherItHoldsAKeyOfAnotherJob() throws Exception {
        WorkflowJob other = Controllers.create(team, WorkflowJob.class, "other");
        succeeds(other, CREATE);
        String withKey = refusal();
        succeeds(other, "falDeleteKey(credentialsId: 'taken')");
        Controllers.folderStore(team).addCredentials(Domain.global(), password());

        assertEquals(withKey, refusal());
    }

    @Test
    void theRefusalNamesTheFolderWhoseSettingApplies() throws Exception {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setJobsMayManage(JobsMayManage.OWN_KEYS);
        team.addProperty(property);
        Controllers.folderStore(inner).addCredentials(Domain.global(), password());

        String refusal = refusal();

        assertThat(refusal, containsString("in folder 'team/inner' and"));
        assertThat(refusal, containsString("(folder 'team' » Configure » fal API keys » Jobs may manage)"));
    }

    @Test
    @Evidence(Attack.CREDENTIAL_ID_TAKEOVER)
    void theRefusalForTheRootStoreNamesNoSetting() throws Exception {
        Domain domain = new Domain("elsewhere", null, List.of());
        Controllers.rootStore().addDomain(domain, password());

        assertEquals(
                "ERROR: No key was created: the credential 'taken' already exists in the root store and holds no key of"
                        + " this job. Choose another credentialsId, or delete that credential.",
                refusal());
        assertThat(fal.calls(), empty());
    }

    @Test
    void anAdministratorIsToldWhereItIs() throws Exception {
        Controllers.folderStore(team).addCredentials(Domain.global(), password());

        assertThat(
                new CLICommandInvoker(jenkins, "fal-create-key")
                        .invokeWithArgs("a", "-store", "team/inner", "-credentials-id", "taken")
                        .stderr(),
                containsString(
                        "No key was created: the credential 'taken' already exists in folder 'team'. Choose another"));
        assertThat(fal.calls(), empty());
    }
}
