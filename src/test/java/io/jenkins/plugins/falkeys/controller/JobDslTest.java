package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.falkeys.config.FalKeysFolderProperty;
import io.jenkins.plugins.falkeys.config.JobsMayManage;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuildWrapper;
import io.jenkins.plugins.falkeys.freestyle.FalKeyBuilder;
import io.jenkins.plugins.falkeys.freestyle.SecretTextOutput;
import io.jenkins.plugins.falkeys.freestyle.VariableOutput;
import io.jenkins.plugins.falkeys.managed.ManagedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** What Job DSL creates, from a seed job and from Configuration as Code, and after a restart. */
class JobDslTest {

    private static final String SCRIPT = """
            folder('team') {
                properties {
                    falKeys {
                        adminCredentialsId('team-admin')
                        aliasPrefix('team-')
                        jobsMayManage('ALL_KEYS')
                        managedKeys {
                            falManagedKey {
                                alias('team-declared')
                                credentialsId('declared')
                                rotateAfterDays(30)
                            }
                        }
                    }
                }
            }
            job('team/made') {
                wrappers {
                    shortLivedFalKey {
                        variable('WRAPPED')
                        alias('a')
                        keyIdVariable('WRAPPED_ID')
                        keySecretVariable('WRAPPED_SECRET')
                        adminCredentialsId('other-admin')
                        maxCost('2.50')
                    }
                }
                steps {
                    falKey {
                        alias('stored')
                        adminCredentialsId('other-admin')
                        output {
                            secretText {
                                credentialsId('mine')
                                description('for the team')
                                folder('team')
                                ifExists('keep')
                            }
                        }
                    }
                    falKey {
                        alias('shown')
                        output {
                            environmentVariable {
                                variable('SHOWN')
                                keyIdVariable('SHOWN_ID')
                                keySecretVariable('SHOWN_SECRET')
                            }
                        }
                    }
                }
            }
            """;

    @RegisterExtension
    private final JenkinsSessionExtension sessions = new JenkinsSessionExtension();

    @Test
    void aSeedJobCreatesFoldersAndJobs() throws Throwable {
        sessions.then(jenkins -> {
            FreeStyleProject seed = jenkins.createFreeStyleProject("seed");
            ExecuteDslScripts scripts = new ExecuteDslScripts();
            scripts.setScriptText(SCRIPT);
            seed.getBuildersList().add(scripts);
            jenkins.buildAndAssertSuccess(seed);
            check();
        });
        sessions.then(jenkins -> check());
    }

    @Test
    void configurationAsCodeCreatesFoldersAndJobs(@TempDir Path folder) throws Throwable {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, "jobs:\n  - script: |\n" + SCRIPT.indent(6));
        sessions.then(jenkins -> {
            ConfigurationAsCode.get().configure(yaml.toString());
            check();
        });
        sessions.then(jenkins -> check());
    }

    /** Saving a form does not change what the scripts created. */
    @Test
    void formsKeepWhatScriptsCreated(@TempDir Path folder) throws Throwable {
        Path yaml = folder.resolve("jenkins.yaml");
        Files.writeString(yaml, "jobs:\n  - script: |\n" + SCRIPT.indent(6));
        sessions.then(jenkins -> {
            ConfigurationAsCode.get().configure(yaml.toString());
            jenkins.configRoundtrip(team());
            jenkins.configRoundtrip(made());
            check();
        });
        sessions.then(jenkins -> check());
    }

    private static Folder team() {
        return Jenkins.get().getItemByFullName("team", Folder.class);
    }

    private static FreeStyleProject made() {
        return Jenkins.get().getItemByFullName("team/made", FreeStyleProject.class);
    }

    private static void check() {
        FalKeysFolderProperty property = team().getProperties().get(FalKeysFolderProperty.class);
        assertEquals("team-admin", property.getAdminCredentialsId());
        assertEquals("team-", property.getAliasPrefix());
        assertEquals(JobsMayManage.ALL_KEYS, property.getJobsMayManage());
        assertEquals(1, property.getManagedKeys().size());
        ManagedKey declared = property.getManagedKeys().get(0);
        assertEquals("team-declared", declared.getAlias());
        assertEquals("declared", declared.getCredentialsId());
        assertEquals(30, declared.getRotateAfterDays());
        assertEquals(60, declared.getGraceMinutes());

        FalKeyBuildWrapper wrapper = made().getBuildWrappersList().get(FalKeyBuildWrapper.class);
        assertEquals("WRAPPED", wrapper.getVariable());
        assertEquals("a", wrapper.getAlias());
        assertEquals("WRAPPED_ID", wrapper.getKeyIdVariable());
        assertEquals("WRAPPED_SECRET", wrapper.getKeySecretVariable());
        assertEquals("other-admin", wrapper.getAdminCredentialsId());
        assertEquals("2.50", wrapper.getMaxCost());

        List<FalKeyBuilder> builders = made().getBuildersList().getAll(FalKeyBuilder.class);
        assertEquals("stored", builders.get(0).getAlias());
        assertEquals("other-admin", builders.get(0).getAdminCredentialsId());
        SecretTextOutput stored = (SecretTextOutput) builders.get(0).getOutput();
        assertEquals("mine", stored.getCredentialsId());
        assertEquals("for the team", stored.getDescription());
        assertEquals("team", stored.getFolder());
        assertEquals("keep", stored.getIfExists());
        VariableOutput shown = (VariableOutput) builders.get(1).getOutput();
        assertEquals("SHOWN", shown.getVariable());
        assertEquals("SHOWN_ID", shown.getKeyIdVariable());
        assertEquals("SHOWN_SECRET", shown.getKeySecretVariable());
    }
}
