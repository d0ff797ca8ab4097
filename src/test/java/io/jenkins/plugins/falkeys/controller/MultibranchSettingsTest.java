package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import hudson.util.FormValidation;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.config.FalKeysConfiguration;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import java.util.List;
import jenkins.branch.BranchSource;
import jenkins.scm.impl.SingleSCMSource;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.SingleFileSCM;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * The settings of a multibranch project. It does not store keys itself: those of its branches are stored in its folder.
 */
@WithJenkins
class MultibranchSettingsTest extends TeamFolderTest {

    private WorkflowMultiBranchProject project;

    @BeforeEach
    void createProject() throws Exception {
        project = Controllers.create(team, WorkflowMultiBranchProject.class, "project");
    }

    private WorkflowJob branch() throws Exception {
        project.getSourcesList()
                .add(new BranchSource(
                        new SingleSCMSource("main", new SingleFileSCM("Jenkinsfile", "echo 'not under test'"))));
        project.scheduleBuild2(0).getFuture().get();
        jenkins.waitUntilNoActivity();
        return project.getItem("main");
    }

    private FalKeysFolderProperty set(JobsMayManage what, String aliasPrefix) throws Exception {
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setJobsMayManage(what);
        property.setAliasPrefix(aliasPrefix);
        project.addProperty(property);
        return property;
    }

    private FalKeysFolderProperty property() {
        return project.getProperties().get(FalKeysFolderProperty.class);
    }

    @Test
    void theFormHasNoFieldJobsMayManage() throws Exception {
        String form = jenkins.createWebClient().getPage(project, "configure").asNormalizedText();

        assertThat(form, containsString("Alias prefix"));
        assertThat(form, not(containsString("Jobs may manage")));
        assertThat(
                jenkins.createWebClient().getPage(team, "configure").asNormalizedText(),
                containsString("Jobs may manage"));
    }

    @Test
    void anEarlierChoiceIsRemovedWhenTheFormIsSaved() throws Exception {
        set(JobsMayManage.NO_KEYS, "main ");

        jenkins.configRoundtrip(project);

        assertNull(property().getJobsMayManage());
        assertEquals("main ", property().getAliasPrefix());
    }

    @Test
    void anEarlierChoiceHasNoEffect() throws Exception {
        WorkflowJob branch = branch();
        WorkflowJob other = Controllers.create(team, WorkflowJob.class, "other");

        set(JobsMayManage.NO_KEYS, null);
        succeeds(branch, "falCreateKey(alias: 'a', credentialsId: 'a')");
        property().setJobsMayManage(JobsMayManage.ALL_KEYS);
        assertThat(refused(other, "falRotateKey(credentialsId: 'a')"), containsString("this job has no such key"));
        succeeds(branch, "falDeleteKey(credentialsId: 'a')");
        assertThat(fal.keys(), empty());
    }

    @Test
    void theSettingOfItsFolderAppliesToItsBranches() throws Exception {
        WorkflowJob branch = branch();
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setJobsMayManage(JobsMayManage.NO_KEYS);
        team.addProperty(property);

        assertThat(
                refused(branch, "falCreateKey(alias: 'a', credentialsId: 'a')"),
                containsString("jobs may not manage the credential 'a' in folder 'team'"));
    }

    @Test
    void itsAliasPrefixCanTightenItsFoldersPrefix() throws Exception {
        WorkflowJob branch = branch();
        FalKeysFolderProperty property = new FalKeysFolderProperty();
        property.setAliasPrefix("team ");
        team.addProperty(property);
        set(null, "team project ");

        assertThat(
                refused(branch, "falCreateKey(alias: 'team a', credentialsId: 'a')"),
                containsString("must begin with 'team project ' (folder 'team/project' » Configure"));
        succeeds(branch, "falCreateKey(alias: 'team project a', credentialsId: 'a')");
        assertEquals(FormValidation.Kind.ERROR, FalKeys.get().checkAlias(branch, "team a").kind);
        assertThat(fal.keys(), hasSize(1));
    }

    @Test
    void theAdminKeyCanBeAllowedForThisProjectOnly() throws Exception {
        WorkflowJob branch = branch();
        FalKeysConfiguration.get().setAllowedFolders(List.of("team/project"));

        succeeds(branch, "withFalKey { echo 'in the block' }");
        assertThat(refused(job, "withFalKey { echo 'no' }"), containsString("may not use the controller's admin key"));
    }
}
