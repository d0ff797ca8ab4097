package io.jenkins.plugins.falkeys.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.cfg.PackageVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.OkHttp;
import org.junit.jupiter.api.Test;

/** Both legs are built with the same libraries. */
class LibraryVersionsTest {

    @Test
    void areTheSameInTheSimulatedLeg() throws Exception {
        String pom = Files.readString(Path.of("src/sim/pom.xml"));
        assertEquals(OkHttp.VERSION, property(pom, "okhttp.version"));
        assertEquals(PackageVersion.VERSION.toString(), property(pom, "jackson.version"));
        assertEquals(Test.class.getPackage().getImplementationVersion(), property(pom, "junit.version"));
    }

    private static String property(String pom, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">(.*)</" + name + ">").matcher(pom);
        return matcher.find() ? matcher.group(1) : name + " is missing";
    }
}
