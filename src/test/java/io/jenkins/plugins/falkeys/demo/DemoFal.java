package io.jenkins.plugins.falkeys.demo;

import io.jenkins.plugins.falkeys.FalApiStub;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * A fal for demos: the API that mints keys, and models that accept these keys and charge for their use. The prices are
 * made up.
 */
public final class DemoFal implements AutoCloseable {

    /** An admin key of an account that creates keys but loses the responses. */
    private static final String UNRELIABLE_ADMIN_KEY = "0ad32222-2222-4333-8444-555555555555:" + "ad32".repeat(8);

    private static final Map<String, Price> PRICES = Map.of(
            "fal-ai/flux/dev", new Price("0.025", "image", "num_images"),
            "fal-ai/veo3", new Price("0.16", "video", "num_videos"));

    private final FalApiStub api = new FalApiStub();
    private final MockWebServer models = new MockWebServer();

    /**
     * Runs until the process is stopped.
     *
     * @param arguments the ports of the API and of the models
     */
    public static void main(String... arguments) throws IOException {
        new DemoFal().start(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
    }

    /**
     * Starts to listen on these local ports.
     *
     * @param apiPort 0 for a free one
     * @param modelsPort 0 for a free one
     */
    public DemoFal start(int apiPort, int modelsPort) throws IOException {
        api.renameAccount(FalApiStub.ADMIN_KEY, "studio");
        api.addKey(FalApiStub.ADMIN_KEY, "Laptop of Ada");
        api.addAccount(UNRELIABLE_ADMIN_KEY);
        api.renameAccount(UNRELIABLE_ADMIN_KEY, "unreliable");
        api.always(
                "{on: 'POST', account: '%s', drop: 'after'}".formatted(UNRELIABLE_ADMIN_KEY.replaceFirst(":.*", "")));
        api.start(apiPort);
        models.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return run(request);
            }
        });
        models.start(InetAddress.getByName("127.0.0.1"), modelsPort);
        return this;
    }

    @Override
    public void close() {
        models.close();
        api.close();
    }

    /** The API. */
    public FalApiStub api() {
        return api;
    }

    /** The URL of the models, without a trailing slash. */
    public String modelsUrl() {
        return "http://127.0.0.1:" + models.getPort();
    }

    private MockResponse run(RecordedRequest request) {
        Optional<FalApiStub.Key> key = api.keys().stream()
                .filter(live ->
                        ("Key " + live.value()).equals(request.getHeaders().get("Authorization")))
                .findFirst();
        String model = request.getUrl().encodedPath().substring(1);
        Price price = PRICES.get(model);
        if (key.isEmpty()) {
            return answer(401, "{\"detail\": \"Invalid API key\"}");
        }
        if (price == null) {
            return answer(404, "{\"detail\": \"No such model\"}");
        }
        BigDecimal quantity = price.quantity(request.getBody().utf8());
        api.addUsage(
                key.get().id(),
                model,
                price.unit(),
                quantity.toPlainString(),
                price.perUnit(),
                quantity.multiply(new BigDecimal(price.perUnit())).toPlainString(),
                "USD",
                Instant.now());
        return answer(200, "{\"model\": \"%s\", \"%ss\": %s}".formatted(model, price.unit(), quantity));
    }

    private static MockResponse answer(int status, String json) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("Content-Type", "application/json")
                .body(json + "\n")
                .build();
    }

    /**
     * The price of a model.
     *
     * @param perUnit in USD
     * @param quantityField the field of a request that contains the number of units; 1 without it
     */
    private record Price(String perUnit, String unit, String quantityField) {

        BigDecimal quantity(String json) {
            Matcher field =
                    Pattern.compile("\"" + quantityField + "\": *([0-9]{1,4})").matcher(json);
            return field.find() ? new BigDecimal(field.group(1)) : BigDecimal.ONE;
        }
    }
}
