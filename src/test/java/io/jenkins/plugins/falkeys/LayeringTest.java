package io.jenkins.plugins.falkeys;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.falkeys.api.FalApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arrows between the packages go one way. */
class LayeringTest {

    private static final String ROOT = "io.jenkins.plugins.falkeys";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Names a package; a point names the one at the root. */
    private static String packageOf(String name) {
        return name.equals(".") ? ROOT : ROOT + "." + name + "..";
    }

    @ParameterizedTest
    @ValueSource(strings = {"api", "engine", "ledger"})
    void knowsNothingOfJenkins(String name) {
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .and()
                .doNotHaveSimpleName("Messages") // generated, with annotations of Jenkins
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "com.cloudbees..")
                .check(CLASSES);
    }

    /** A name stands for a package, a point for the one at the root. */
    @ParameterizedTest
    @CsvSource({
        "api, api",
        "engine, engine api",
        "ledger, ledger engine",
        "masking, masking api",
        "., . engine api",
        "pipeline, pipeline . engine api masking",
        "freestyle, freestyle . engine api masking",
        "dashboard, dashboard . engine",
        "credentials, credentials config engine api",
        "config, config . engine api"
    })
    void usesNothingAboveIt(String name, String allowed) {
        String[] packages = allowed.split(" ");
        for (int i = 0; i < packages.length; i++) {
            packages[i] = packageOf(packages[i]);
        }
        DescribedPredicate<JavaClass> ours = resideInAnyPackage(ROOT + "..");
        classes()
                .that()
                .resideInAPackage(packageOf(name))
                .should()
                .onlyDependOnClassesThat(DescribedPredicate.not(ours).or(resideInAnyPackage(packages)))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    /** Else the simulated leg would have to stand in for types of ours. */
    @Test
    void whatTheSimulatedLegCompilesIsWhole() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        packageOf("."),
                        packageOf("api"),
                        packageOf("engine"),
                        packageOf("freestyle"),
                        packageOf("ledger"),
                        packageOf("masking"),
                        packageOf("pipeline"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        packageOf("config"), packageOf("controller"), packageOf("credentials"), packageOf("dashboard"))
                .check(CLASSES);
    }

    @Test
    void onlyTheEngineTalksToFal() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        packageOf("."),
                        packageOf("freestyle"),
                        packageOf("ledger"),
                        packageOf("masking"),
                        packageOf("pipeline"))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(FalApi.class)
                .check(CLASSES);
    }
}
