package io.jenkins.plugins.falkeys;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.falkeys.api.FalApi;
import io.jenkins.plugins.falkeys.engine.account.PooledFal;
import io.jenkins.plugins.falkeys.engine.cost.KeyCost;
import io.jenkins.plugins.falkeys.engine.mint.AliasPrefix;
import io.jenkins.plugins.falkeys.engine.mint.CredentialIds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dependencies between packages go in one direction. */
class LayeringTest {

    private static final String ROOT = "io.jenkins.plugins.falkeys";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    /** Resolves the name of a package; a dot stands for the root package. */
    private static String packageOf(String name) {
        return name.equals(".") ? ROOT : ROOT + "." + name + "..";
    }

    /** Annotations that restrict the use of a type by other plugins are allowed. */
    @ParameterizedTest
    @ValueSource(strings = {"api", "engine", "ledger"})
    void doesNotDependOnJenkins(String name) {
        DescribedPredicate<JavaClass> jenkins =
                resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..", "com.cloudbees..");
        noClasses()
                .that()
                .resideInAPackage(packageOf(name))
                .and()
                .doNotHaveSimpleName("Messages") // generated, with annotations of Jenkins
                .should()
                .dependOnClassesThat(jenkins.and(resideOutsideOfPackage("org.kohsuke.accmod..")))
                .check(CLASSES);
    }

    /** Each name stands for a package, and a dot for the root package. */
    @ParameterizedTest
    @CsvSource({
        "api, api",
        "engine, engine api",
        "ledger, ledger engine.port engine.record",
        "masking, masking api",
        "., . engine api",
        "pipeline, pipeline . engine api masking",
        "freestyle, freestyle . engine api masking",
        "view, view . engine",
        "dashboard, dashboard view . engine",
        "cli, cli view . engine",
        "run, run view . engine",
        "metrics, metrics . engine",
        "monitor, monitor view . engine config credentials",
        "credentials, . credentials config engine api",
        "config, config managed . engine api",
        "managed, managed . engine"
    })
    void dependsOnlyOnLowerLayers(String name, String allowed) {
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

    /** The types that the engine's packages share only among themselves. */
    private static DescribedPredicate<JavaClass> insideOfTheEngine(Class<?>... exceptions) {
        return resideInAnyPackage(
                        packageOf("engine.account"),
                        packageOf("engine.cost"),
                        packageOf("engine.mint"),
                        packageOf("engine.reconcile"),
                        packageOf("engine.revoke"))
                .and(DescribedPredicate.not(belongToAnyOf(exceptions)));
    }

    @Test
    void callersOfTheEngineUseOnlyItsPublicTypes() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packageOf("engine"), packageOf("controller"))
                .should()
                .dependOnClassesThat(
                        insideOfTheEngine(AliasPrefix.class, CredentialIds.class, KeyCost.class, KeyCost.Line.class))
                .check(CLASSES);
    }

    @Test
    void onlyTheControllerWiresTheEngine() {
        noClasses()
                .that()
                .resideInAPackage(packageOf("controller"))
                .should()
                .dependOnClassesThat(insideOfTheEngine(AliasPrefix.class, CredentialIds.class, PooledFal.class))
                .allowEmptyShould(true) // the simulated leg does not compile it
                .check(CLASSES);
    }

    /** Otherwise the simulated leg would have to stand in for our own types. */
    @Test
    void theSimulatedLegCompilesEverythingItNeeds() {
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
                        packageOf("cli"),
                        packageOf("config"),
                        packageOf("controller"),
                        packageOf("credentials"),
                        packageOf("dashboard"),
                        packageOf("managed"),
                        packageOf("metrics"),
                        packageOf("monitor"),
                        packageOf("run"),
                        packageOf("view"))
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

    /** The plugin works without its optional dependencies. */
    @ParameterizedTest
    @CsvSource({
        "run.chart, io.jenkins.plugins.echarts.. edu.hm.hafner..",
        "metrics, jenkins.metrics.. com.codahale.metrics.."
    })
    void onlyOnePackageUsesAnOptionalPlugin(String name, String optional) {
        noClasses()
                .that()
                .resideOutsideOfPackage(packageOf(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(optional.split(" ")).or(resideInAnyPackage(packageOf(name))))
                .check(CLASSES);
    }
}
