package io.jenkins.plugins.falkeys.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types that are public only because of the split into packages are not used outside them. */
class ApiLayersTest {

    private static final String ROOT = "io.jenkins.plugins.falkeys";
    private static final String API = ROOT + ".api";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void onlyTheApiExchangesHttp() {
        classes()
                .that()
                .resideInAPackage(API + ".http")
                .should()
                .onlyBeAccessed()
                .byAnyPackage(API, API + ".http")
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "account"})
    void aSubpackageDoesNotUseItsParent(String folder) {
        noClasses()
                .that()
                .resideInAPackage(API + "." + folder)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(API)
                .check(CLASSES);
    }
}
