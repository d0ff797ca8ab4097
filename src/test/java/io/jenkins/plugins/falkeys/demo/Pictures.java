package io.jenkins.plugins.falkeys.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Takes the screenshots for the documentation from the demo controller, see {@code src/demo/pictures.sh}. */
public final class Pictures {

    private static final int WINDOW_HEIGHT = 800;
    private static final int MAX_HEIGHT = 1200;
    private static final int MARGIN = 16;
    /** Time for animations, and for scripts that fill in and check forms. */
    private static final int PAUSE_MILLIS = 2000;

    private static final String MAIN = "document.querySelector('#main-panel')";
    private static final String MANAGED_KEYS =
            "document.querySelector('[name=managedKeys]').closest('.jenkins-form-item')";
    private static final String LOADED = "document.readyState === 'complete' && " + MAIN;
    private static final List<Picture> ALL = List.of(
            new Picture("keys", "manage/fal-keys/?sort=state", 1500, "", MAIN),
            new Picture("lost-key", "manage/fal-keys/?state=UNRESOLVED", 1200, click("#fal-keys tbody a"), MAIN),
            new Picture("comparison", "manage/fal-keys/", 1200, click("form[action=compare] button"), MAIN),
            new Picture("build", "job/demo/job/block/lastBuild/", 1200, "", MAIN),
            new Picture("costs", "manage/fal-keys/costs/", 1200, "", MAIN),
            new Picture("trend", "job/demo/job/block/", 1200, "", MAIN),
            new Picture(
                    "credential",
                    "manage/credentials/store/system/domain/_/",
                    1200,
                    click("[data-url=\"credential/fal/updateDialog\"]"),
                    "document.querySelector('dialog[open]')"),
            new Picture(
                    "system",
                    "manage/configure",
                    1200,
                    "",
                    range(section("fal API keys") + ".firstElementChild", MANAGED_KEYS + ".previousElementSibling")),
            new Picture("managed-keys", "manage/configure", 1200, "", MANAGED_KEYS),
            new Picture("folder", "job/demo/job/unreliable/configure", 1200, "", section("fal API keys")),
            new Picture("job", "job/demo/job/freestyle-step/configure", 1200, "", section("Build Steps")),
            new Picture(
                    "snippet",
                    "pipeline-syntax/",
                    1200,
                    """
                    const step = [...document.querySelectorAll('select option')]
                        .find(option => option.text.startsWith('falCreateKey'));
                    step.selected = true;
                    step.parentNode.dispatchEvent(new Event('change', {bubbles: true}));
                    await new Promise(shown => setTimeout(shown, 2000));
                    document.querySelector('[name="_.alias"]').value = 'Production Key';
                    document.querySelector('#generatePipelineScript').click();
                    """,
                    range(
                            "document.querySelector('select.dropdownList').closest('.jenkins-form-item')",
                            "document.querySelector('#prototypeText').nextElementSibling")));

    /** The position of an element on its page, without the empty space below its content. */
    private static final String BOX = """
            (() => {
                const part = %s;
                const box = part.getBoundingClientRect();
                const bottoms = [...part.querySelectorAll?.('*') ?? []]
                    .filter(element => element.childElementCount === 0 && element.checkVisibility())
                    .map(element => element.getBoundingClientRect().bottom);
                const bottom = bottoms.length ? Math.max(...bottoms) : box.bottom;
                return {x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: bottom - box.y};
            })()
            """;

    private final Browser browser;
    private final String jenkins;
    private final Path folder;

    private Pictures(Browser browser, String jenkins, Path folder) {
        this.browser = browser;
        this.jenkins = jenkins;
        this.folder = folder;
    }

    /**
     * @param arguments the controller's URL with a trailing slash, the folder for the pictures, the command that starts
     *     Chromium, and optionally the names of the pictures to take
     */
    public static void main(String... arguments) throws Exception {
        List<String> names = List.of(arguments).subList(3, arguments.length);
        Path profile = Files.createTempDirectory(Path.of("target"), "chromium");
        try (Browser browser = new Browser(arguments[2], profile)) {
            Pictures pictures = new Pictures(browser, arguments[0], Path.of(arguments[1]));
            for (Picture picture : ALL) {
                if (names.isEmpty() || names.contains(picture.name())) {
                    pictures.take(picture, "light", picture.name() + ".png");
                    pictures.take(picture, "dark", picture.name() + "-dark.png");
                }
            }
        }
    }

    private void take(Picture picture, String theme, String file) throws IOException, InterruptedException {
        browser.call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        browser.call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", picture.width(), "height", WINDOW_HEIGHT, "deviceScaleFactor", 1, "mobile", false));
        open(picture.page());
        if (!picture.prepare().isEmpty()) {
            browser.evaluate("(async () => {" + picture.prepare() + "})()");
            Thread.sleep(PAUSE_MILLIS);
            browser.await(LOADED);
        }
        Thread.sleep(PAUSE_MILLIS);
        JsonNode box = browser.evaluate(BOX.formatted(picture.part()));
        int margin = picture.part().equals(MAIN) ? 0 : MARGIN;
        Map<String, ?> clip = Map.of(
                "x", Math.max(box.path("x").asInt() - margin, 0),
                "y", Math.max(box.path("y").asInt() - margin, 0),
                "width", Math.min(box.path("width").asInt() + 2 * margin, picture.width()),
                "height", Math.min(box.path("height").asInt() + 2 * MARGIN, MAX_HEIGHT),
                "scale", 1);
        JsonNode shot = browser.call(
                "Page.captureScreenshot", Map.of("format", "png", "clip", clip, "captureBeyondViewport", true));
        Files.write(
                folder.resolve(file),
                Base64.getDecoder().decode(shot.path("data").asText()));
    }

    private void open(String page) throws IOException, InterruptedException {
        browser.call("Page.navigate", Map.of("url", jenkins + page));
        browser.await(LOADED);
    }

    private static String click(String selector) {
        return "document.querySelector('" + selector + "').click();";
    }

    /** The section of a form with this heading. */
    private static String section(String heading) {
        return "[...document.querySelectorAll('.jenkins-section')].find(s => s.querySelector('.jenkins-section__title')"
                + "?.textContent.trim() === '" + heading + "')";
    }

    /** A range from one element to another. */
    private static String range(String first, String last) {
        return """
                (() => {
                    const range = document.createRange();
                    range.setStartBefore(%s);
                    range.setEndAfter(%s);
                    return range;
                })()
                """.formatted(first, last);
    }

    /**
     * What a picture shows.
     *
     * @param page relative to the controller's URL
     * @param width of the window
     * @param prepare JavaScript that brings the page into the desired state
     * @param part JavaScript for the element that is shown
     */
    private record Picture(String name, String page, int width, String prepare, String part) {}
}
