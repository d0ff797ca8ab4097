package io.jenkins.plugins.falkeys.controller.faults;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** A column of the matrix: what a user does. */
public enum Operation {
    CREATE("falCreateKey", "POST", null, "falCreateKey alias: 'Key of NAME', credentialsId: 'fal-key'"),
    BLOCK("withFalKey", "POST", null, "withFalKey { echo 'in the block' }"),
    BLOCK_END("end of withFalKey", "DELETE", "withFalKey { semaphore 'NAME' }", null),
    FREESTYLE("freestyle variable", "POST", null, null),
    ROTATE("falRotateKey", "POST", CREATE.script, "falRotateKey credentialsId: 'fal-key'"),
    DELETE("falDeleteKey", "DELETE", CREATE.script, "falDeleteKey credentialsId: 'fal-key'"),
    COMPARE("comparison with fal", "GET", CREATE.script, null),
    TEST_CONNECTION("Test connection", "GET", null, null);

    final String title;

    /** The HTTP method of the calls that the operation depends on. */
    final String method;

    /** The Jenkinsfile that runs before the fault. */
    @CheckForNull
    final String preparation;

    /**
     * The Jenkinsfile that runs during the fault; null if the operation is not a Jenkinsfile, or continues the first
     * one.
     */
    @CheckForNull
    final String script;

    Operation(String title, String method, @CheckForNull String preparation, @CheckForNull String script) {
        this.title = title;
        this.method = method;
        this.preparation = preparation;
        this.script = script;
    }
}
