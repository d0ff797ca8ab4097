package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hudson.model.FreeStyleProject;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class JobDslTest {

    @Test
    void makesJobsThatAskForKeys(JenkinsRule jenkins) throws Exception {
        FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
        ExecuteDslScripts scripts = new ExecuteDslScripts();
        scripts.setScriptText("""
                job('made') {
                    wrappers {
                        shortLivedFalKey {
                            variable('WRAPPED')
                        }
                    }
                    steps {
                        falKey {
                            alias('stored')
                            output {
                                secretText {
                                    credentialsId('mine')
                                }
                            }
                        }
                        falKey {
                            alias('shown')
                            output {
                                environmentVariable {
                                    variable('SHOWN')
                                }
                            }
                        }
                    }
                }
                """);
        seed.getBuildersList().add(scripts);
        jenkins.buildAndAssertSuccess(seed);

        FreeStyleProject made = jenkins.jenkins.getItemByFullName("made", FreeStyleProject.class);
        assertEquals(
                "WRAPPED",
                made.getBuildWrappersList().get(FalKeyBuildWrapper.class).getVariable());
        List<FalKeyBuilder> builders = made.getBuildersList().getAll(FalKeyBuilder.class);
        assertEquals("stored", builders.get(0).getAlias());
        assertEquals("mine", ((SecretTextOutput) builders.get(0).getOutput()).getCredentialsId());
        assertEquals("SHOWN", ((VariableOutput) builders.get(1).getOutput()).getVariable());
    }
}
