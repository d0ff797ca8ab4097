package io.jenkins.plugins.falkeys.controller;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Result;
import io.jenkins.plugins.falkeys.FalApiStub;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.jvnet.hudson.test.JenkinsRule;

/** A controller with the folder 'team', which contains the folder 'inner' with a job. */
abstract class TeamFolderTest {

    final FalApiStub fal = new FalApiStub();
    static JenkinsRule jenkins;
    Folder team;
    Folder inner;
    WorkflowJob job;

    @BeforeAll
    static void share(JenkinsRule rule) {
        jenkins = rule;
    }

    @BeforeEach
    final void start() throws Exception {
        Controllers.clean();
        Controllers.use(fal.start());
        team = jenkins.createProject(Folder.class, "team");
        inner = Controllers.create(team, Folder.class, "inner");
        job = Controllers.create(inner, WorkflowJob.class, "job");
    }

    @AfterEach
    final void stop() {
        fal.close();
    }

    final void succeeds(WorkflowJob asking, String script) throws Exception {
        Controllers.script(asking, script);
        jenkins.buildAndAssertSuccess(asking);
    }

    /** Returns the log of the build. */
    final String refused(WorkflowJob asking, String script) throws Exception {
        Controllers.script(asking, script);
        return JenkinsRule.getLog(jenkins.buildAndAssertStatus(Result.FAILURE, asking));
    }
}
