package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.util.Arrays;
import org.htmlunit.html.HtmlPage;
import org.jvnet.hudson.test.JenkinsRule;

/** A browser that enforces Jenkins' Content-Security-Policy, which HtmlUnit does not support. */
final class StrictBrowser {

    /** Inline scripts of all kinds. */
    private static final String INLINE = "//script[not(@src)][not(contains(@type, 'json'))]"
            + " | //*[@*[starts-with(name(), 'on')]]"
            + " | //*[@*[starts-with(normalize-space(.), 'javascript:')]]";

    private final JenkinsRule.WebClient client;

    StrictBrowser(JenkinsRule jenkins) throws IOException {
        client = jenkins.createWebClient();
        String origin = jenkins.getURL().toString();
        client.setScriptPreProcessor((page, code, source, line, element) -> {
            boolean partOfHtmlUnit = source.startsWith("jar:");
            if (!source.startsWith(origin) && !partOfHtmlUnit) {
                throw new AssertionError("This would not run: " + source + "\n" + code);
            }
            return code;
        });
    }

    /** Opens a page, relative to Jenkins' root URL, which must have the policy and comply with it. */
    HtmlPage open(String path) throws Exception {
        return check(client.goTo(path));
    }

    /** Checks a page again, after its scripts have changed it. */
    HtmlPage check(HtmlPage page) {
        client.waitForBackgroundJavaScript(10_000);
        String policy = page.getWebResponse().getResponseHeaderValue("Content-Security-Policy");
        String scripts = Arrays.stream(policy.split(";"))
                .filter(directive -> directive.contains("script-src "))
                .findFirst()
                .orElseThrow();
        assertThat(scripts, containsString("'self'"));
        assertThat(scripts, not(containsString("unsafe")));
        assertThat(page.getUrl().toString(), page.getByXPath(INLINE), empty());
        return page;
    }
}
