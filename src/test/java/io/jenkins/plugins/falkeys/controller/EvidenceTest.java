package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.jenkins.plugins.falkeys.Attack;
import io.jenkins.plugins.falkeys.Evidence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Every attack has a test in which it fails. The table in {@code docs/security.md} lists them; {@code -Devidence.write}
 * rewrites it.
 */
class EvidenceTest {

    private static final Path PAGE = Path.of("docs", "security.md");
    private static final String BEGIN = "<!-- evidence: written by EvidenceTest -->\n";
    private static final String END = "<!-- end of evidence -->\n";

    private static Map<Attack, SortedSet<String>> tests() {
        Map<Attack, SortedSet<String>> tests = new EnumMap<>(Attack.class);
        for (Attack attack : Attack.values()) {
            tests.put(attack, new TreeSet<>());
        }
        for (JavaClass type : new ClassFileImporter().importPackagesOf(Evidence.class)) {
            for (JavaMethod method : type.getMethods()) {
                method.tryGetAnnotationOfType(Evidence.class).ifPresent(evidence -> {
                    assertTrue(isTest(method), method.getFullName());
                    for (Attack attack : evidence.value()) {
                        tests.get(attack).add("`" + type.getSimpleName() + "." + method.getName() + "`");
                    }
                });
            }
        }
        return tests;
    }

    private static boolean isTest(JavaMethod method) {
        return method.isAnnotatedWith(Test.class) || method.isAnnotatedWith(ParameterizedTest.class);
    }

    @Test
    void everyAttackHasATest() {
        tests().forEach((attack, tests) -> assertTrue(!tests.isEmpty(), attack + " has no test"));
    }

    @Test
    void theDocumentationNamesTheTests() throws Exception {
        StringBuilder table = new StringBuilder("\n| attack | succeeded in | tests |\n|---|---|---|\n");
        tests().forEach((attack, tests) -> table.append("| ")
                .append(attack.text())
                .append(" | ")
                .append(attack.advisories())
                .append(" | ")
                .append(String.join(", ", tests))
                .append(" |\n"));
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        String written = page.substring(0, begin) + table + "\n" + page.substring(page.indexOf(END));
        if (System.getProperty("evidence.write") != null) {
            Files.writeString(PAGE, written);
        } else {
            assertEquals(page, written, "regenerate it with -Devidence.write");
        }
    }
}
