package io.jenkins.plugins.falkeys.controller;

import io.jenkins.plugins.falkeys.FalKeys;
import io.jenkins.plugins.falkeys.bench.ManyRecords;
import io.jenkins.plugins.falkeys.bench.Samples;
import io.jenkins.plugins.falkeys.bench.Sizes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Measures how long the dashboard's pages take with few and with many records. Its name keeps it out of the suite. */
class DashboardBenchmark {

    private static final int WARM_UP = 20;
    private static final int ROUNDS = 30;
    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put("list", "");
        PAGES.put("list by name", "?sort=alias");
        PAGES.put("filter by text", "?text=fal-key-7");
        PAGES.put("filter by state", "?state=ACTIVE");
        PAGES.put("keys without an owner", "?ownerless=true");
        PAGES.put("costs", "costs/");
        PAGES.put("costs as CSV", "costs/csv");
    }

    @RegisterExtension
    private final RealJenkinsExtension controller =
            new RealJenkinsExtension().javaOptions("-Xmx2g").withTimeout(1200);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void measure() throws Throwable {
        Path folder = controller.getHome().toPath().resolve("fal-keys");
        Map<Integer, Map<String, Samples>> times = new LinkedHashMap<>();
        for (int size : Sizes.of(100, 100_000)) {
            FileUtils.deleteDirectory(folder.toFile());
            ManyRecords.write(folder, size);
            controller.startJenkins();
            controller.runRemotely(DashboardBenchmark::awaitRecords);
            times.put(size, request());
            controller.stopJenkins();
        }
        List<Map<String, Samples>> columns = List.copyOf(times.values());
        Map<String, Samples> first = columns.get(0);
        Map<String, Samples> last = columns.get(columns.size() - 1);
        System.out.println("| page |" + join(times.keySet(), size -> " %,d records |".formatted(size)) + " ratio |");
        System.out.println("|---|" + join(columns, column -> "---|") + "---|");
        for (String page : PAGES.keySet()) {
            System.out.println("| " + page + " |"
                    + join(
                            columns,
                            column -> " %.1f ms |".formatted(column.get(page).millis()))
                    + " %.2f |".formatted(last.get(page).ratioTo(first.get(page))));
        }
    }

    private static <T> String join(Collection<T> values, Function<T, String> cell) {
        return values.stream().map(cell).collect(Collectors.joining());
    }

    /** Returns when all records are in memory. */
    static void awaitRecords(JenkinsRule jenkins) throws Exception {
        FalKeys.get().keys().records().loaded().get();
    }

    private Map<String, Samples> request() throws Exception {
        Map<String, Samples> times = new LinkedHashMap<>();
        PAGES.keySet().forEach(page -> times.put(page, new Samples()));
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            if (round == 0) {
                times.values().forEach(Samples::clear);
            }
            for (Map.Entry<String, Samples> page : times.entrySet()) {
                page.getValue().time(() -> get(PAGES.get(page.getKey())));
            }
        }
        return times;
    }

    private void get(String page) throws Exception {
        URI url = URI.create(controller.getUrl() + "manage/fal-keys/" + page);
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(url + " returned " + response.statusCode());
        }
    }
}
