package io.jenkins.plugins.falkeys.controller;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.htmlunit.html.HtmlElement;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.html.HtmlTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** The page 'fal API keys' of a controller that has minted many keys. */
class DashboardRecordsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    /** The limit is only meant to notice a page that has become unusable, not to measure it. */
    @Test
    void showsTenThousandKeysInPages() throws Throwable {
        session.then(rule -> Records.write(10_000));
        session.then(this::showsTenThousandKeysInPages);
    }

    private void showsTenThousandKeysInPages(JenkinsRule jenkins) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        client.goTo("manage/fal-keys/"); // loads the ledger and compiles the page

        long start = System.nanoTime();
        HtmlPage first = client.goTo("manage/fal-keys/?sort=alias&descending=false");
        assertTrue(System.nanoTime() - start < 10_000_000_000L);
        HtmlTable table = first.getHtmlElementById("fal-keys");
        assertEquals(51, table.getRowCount());
        assertThat(first.asNormalizedText(), containsString("10,000 of 10,000 keys"));
        assertThat(table.getRow(1).asNormalizedText(), containsString("Key 00000"));

        HtmlPage second = first.getAnchorByText("Next").click();
        assertThat(second.asNormalizedText(), containsString("Page 2 of 200"));
        assertThat(second.asNormalizedText(), containsString("Key 00050"));

        HtmlPage descending = first.getAnchorByText("Key").click();
        assertThat(
                ((HtmlTable) descending.getHtmlElementById("fal-keys"))
                        .getRow(1)
                        .asNormalizedText(),
                containsString("Key 09999"));
    }

    @Test
    void filters() throws Throwable {
        session.then(rule -> Records.write(20));
        session.then(this::filters);
    }

    private void filters(JenkinsRule jenkins) throws Exception {
        JenkinsRule.WebClient client = jenkins.createWebClient();
        HtmlForm form = client.goTo("manage/fal-keys/").getFirstByXPath("//form[@role='search']");
        form.getInputByName("text").setValue("KEY-0000");
        form.getSelectByName("state").setSelectedAttribute("UNRESOLVED", true);
        HtmlPage found = form.<HtmlElement>getFirstByXPath(".//button").click();

        assertThat(found.asNormalizedText(), containsString("2 of 20 keys"));
        assertThat(found.asNormalizedText(), containsString("key-00004"));
        assertFalse(found.asNormalizedText().contains("key-00000"));
        assertThat(
                client.goTo("manage/fal-keys/?page=99999999&sort=nonsense&state=x")
                        .asNormalizedText(),
                containsString("20 of 20 keys"));
        assertNull(client.goTo("manage/fal-keys/?text=%3Cscript%3Ealert(1)")
                .getFirstByXPath("//script[contains(.,'alert(1)')]"));
    }
}
