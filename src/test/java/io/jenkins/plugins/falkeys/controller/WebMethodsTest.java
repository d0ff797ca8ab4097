package io.jenkins.plugins.falkeys.controller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.NewCredentialForm;
import io.jenkins.plugins.falkeys.dashboard.CostPage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** A web method that accepted GET could be called through a link that a user is tricked into opening. */
class WebMethodsTest {

    private static final String ROOT = "io.jenkins.plugins.falkeys";
    private static final JavaClasses PLUGIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    /** These return the same response to everybody. */
    private static final Set<String> OPEN = Set.of(NewCredentialForm.class.getName() + ".doFillIfExistsItems()");

    @Test
    void everyWebMethodAcceptsOnlyPost() {
        methods()
                .that()
                .haveNameMatching("do[A-Z].*")
                .and()
                .areNotDeclaredIn(CostPage.class)
                .should()
                .beAnnotatedWith(POST.class)
                .check(PLUGIN);
    }

    /** A file may be downloaded with a GET, since that changes nothing. */
    @Test
    void everyDownloadUsesGet() {
        methods()
                .that()
                .haveNameMatching("do[A-Z].*")
                .and()
                .areDeclaredIn(CostPage.class)
                .should()
                .beAnnotatedWith(GET.class)
                .check(PLUGIN);
    }

    @Test
    void everyWebMethodChecksAPermission() {
        List<String> unchecked = webMethods().stream()
                .filter(method -> !OPEN.contains(method.getFullName()))
                .filter(method -> !checks(method, new HashSet<>()))
                .map(JavaMethod::getFullName)
                .toList();

        assertEquals(List.of(), unchecked);
        assertFalse(webMethods().isEmpty());
    }

    private static List<JavaMethod> webMethods() {
        return PLUGIN.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.getName().matches("do[A-Z].*"))
                .toList();
    }

    /** Whether the method, or one of ours that it calls, checks a permission. */
    private static boolean checks(JavaMethod method, Set<JavaMethod> seen) {
        if (!seen.add(method)) {
            return false;
        }
        for (JavaMethodCall call : method.getMethodCallsFromSelf()) {
            if (call.getName().matches("(check|has)(Any)?Permission2?")) {
                return true;
            }
            if (call.getTargetOwner().getPackageName().startsWith(ROOT)
                    && called(call).stream().anyMatch(next -> checks(next, seen))) {
                return true;
            }
        }
        return false;
    }

    /** The code behind a call: for the one extension point, the class that implements it. */
    private static List<JavaMethod> called(JavaMethodCall call) {
        Class<?> owner = call.getTargetOwner().isEquivalentTo(FalKeys.class) ? ControllerFalKeys.class : null;
        return (owner == null ? call.getTargetOwner() : PLUGIN.get(owner))
                .getAllMethods().stream()
                        .filter(method -> method.getName().equals(call.getName()))
                        .toList();
    }
}
