package io.jenkins.plugins.falkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;

/**
 * A fal API for tests: true HTTP on the loopback interface, keys in memory, and faults on demand. It makes the same
 * keys in the same order each time. What fal does not document is as its users report it: DELETE answers 204 for any
 * ID, and a key of API scope that is used as admin key gets 403.
 */
public final class FalApiStub implements AutoCloseable {

    /** The admin key of the first account. */
    public static final String ADMIN_KEY = "0ad31111-2222-4333-8444-555555555555:" + "ad31".repeat(8);

    private static final String BASE_PATH = "/v1";
    private static final int LARGEST_PAGE = 100;
    private static final int LONGEST_ALIAS = 255;
    private static final int MORE_THAN_1_MB = 1024 * 1024 + 1;
    private static final Logger SERVER_LOGGER = Logger.getLogger(MockWebServer.class.getName());
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .build();

    private final Clock clock;
    private final Random random = new Random(1);
    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Map<String, Key>> accounts = new LinkedHashMap<>();
    private final List<Key> made = new ArrayList<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int pageSize = 50;
    private boolean tellsTime;

    /**
     * A live key.
     *
     * @param value the whole key
     */
    public record Key(String id, String alias, String value, Instant createdAt) {}

    /**
     * What goes wrong with the next requests that match. In JSON the names are those below, all of them optional, as in
     * <code>{"on": "POST", "status": 429, "retryAfter": "1"}</code> or <code>{"on": "POST", "drop": "after"}</code>.
     *
     * @param on the HTTP method it waits for; null for any
     * @param times for how many requests; 1 unless given
     * @param status answered in place of fal's answer, and unless {@code acted} is true nothing is done; 0 for none
     * @param acted whether what was asked for is done although {@code status} says otherwise
     * @param message fal's error message for {@code status}
     * @param body answered in place of fal's: a string as it is, anything else as JSON; with the status of success unless
     *     {@code status} is given
     * @param contentType of the answer; JSON unless given
     * @param retryAfter the header of that name: seconds, or an HTTP date
     * @param retryAfterDate the same as an HTTP date, so many seconds from now
     * @param location where a redirect ({@code status} 301, 302, …) leads
     * @param drop closes the connection without an answer, before or after fal did what it was asked
     * @param lateMillis how long the answer takes; what was asked for is done at once
     * @param answer what fal's answer of success is turned into
     */
    public record Fault(
            @CheckForNull String on,
            int times,
            int status,
            boolean acted,
            @CheckForNull String message,
            @CheckForNull JsonNode body,
            @CheckForNull String contentType,
            @CheckForNull String retryAfter,
            @CheckForNull Integer retryAfterDate,
            @CheckForNull String location,
            @CheckForNull Drop drop,
            long lateMillis,
            @CheckForNull Spoiled answer) {

        /**
         * @param json the fault; quotes may be single, or left out around names
         * @throws IllegalArgumentException when it is not one, also for an unknown name
         */
        public static Fault parse(String json) {
            return of(tree(json));
        }

        /** The same for JSON that was read already, such as an entry of a scenario file. */
        public static Fault of(JsonNode json) {
            try {
                return JSON.treeToValue(json, Fault.class);
            } catch (JacksonException e) {
                throw new IllegalArgumentException("No fault: " + json, e);
            }
        }
    }

    /** When a connection is closed without an answer. */
    public enum Drop {
        @JsonProperty("before")
        BEFORE_ACTING,
        @JsonProperty("after")
        AFTER_ACTING
    }

    /** What an answer of success is turned into. */
    public enum Spoiled {
        @JsonProperty("garbled")
        GARBLED,
        @JsonProperty("html")
        HTML,
        @JsonProperty("empty")
        EMPTY,
        @JsonProperty("cut-off")
        CUT_OFF,
        @JsonProperty("too-long")
        TOO_LONG,
        @JsonProperty("without-secret")
        WITHOUT_SECRET,
        @JsonProperty("without-key")
        WITHOUT_KEY
    }

    /** Has the first account, of {@link #ADMIN_KEY}; to be started. */
    public FalApiStub() {
        this(Clock.systemUTC());
    }

    /**
     * @param clock tells when keys are made
     */
    public FalApiStub(Clock clock) {
        this.clock = clock;
        addAccount(ADMIN_KEY);
        SERVER_LOGGER.setLevel(Level.SEVERE);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return answer(request);
            }
        });
    }

    /** Listens on a free port from now on. */
    public FalApiStub start() throws IOException {
        server.start(InetAddress.getByName("127.0.0.1"), 0);
        return this;
    }

    @Override
    public void close() {
        closing.countDown();
        server.close();
    }

    /** The API URL, without a slash at its end. */
    public String url() {
        return "http://127.0.0.1:" + server.getPort() + BASE_PATH;
    }

    /** Adds an account with keys of its own. */
    public synchronized void addAccount(String adminKey) {
        accounts.put(adminKey, new LinkedHashMap<>());
    }

    /**
     * @param keys how many keys a page of the list has where the request does not say; 50 unless set
     */
    public synchronized void pageSize(int keys) {
        pageSize = keys;
    }

    /** Has every answer tell the time from now on. */
    public synchronized void tellTime() {
        tellsTime = true;
    }

    /** Queues a fault: it meets the next request that it matches and no fault before it does. */
    public synchronized void next(Fault fault) {
        for (int i = 0; i < Math.max(fault.times(), 1); i++) {
            faults.add(fault);
        }
    }

    /** Forgets the faults that met no request yet. */
    public synchronized void clearFaults() {
        faults.clear();
    }

    /** Queues a fault, see {@link Fault}. */
    public void next(String fault) {
        next(Fault.parse(fault));
    }

    /** The live keys of all accounts, the oldest of an account first. */
    public synchronized List<Key> keys() {
        return accounts.values().stream()
                .flatMap(account -> account.values().stream())
                .toList();
    }

    /** All keys that were ever made, live or not, the oldest first. */
    public synchronized List<Key> made() {
        return List.copyOf(made);
    }

    /** Whether a client of fal could work with this key. */
    public boolean works(String keyValue) {
        return keys().stream().anyMatch(key -> key.value().equals(keyValue));
    }

    /** Puts a key into the account of an admin key, as if someone else had made it. */
    public synchronized Key addKey(String adminKey, String alias) {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        String value = "%s:%016x%016x".formatted(id, random.nextLong(), random.nextLong());
        Key key = new Key(id, alias, value, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        accounts.get(adminKey).put(id, key);
        made.add(key);
        return key;
    }

    /** What was asked so far, without queries, such as {@code POST /keys} or {@code DELETE /keys/1234}. */
    public List<String> calls() {
        return requests().stream()
                .map(request -> request.getMethod() + " " + path(request.getUrl()))
                .toList();
    }

    /** What was asked so far, with headers and bodies. */
    public synchronized List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    private MockResponse answer(RecordedRequest request) throws InterruptedException {
        Fault fault;
        MockResponse response;
        synchronized (this) {
            requests.add(request);
            fault = faultFor(request);
            response = fault == null ? dated(act(request).response()).build() : fail(request, fault);
        }
        if (fault != null) {
            closing.await(fault.lateMillis(), TimeUnit.MILLISECONDS);
        }
        return response;
    }

    private MockResponse.Builder dated(MockResponse.Builder response) {
        if (tellsTime) {
            OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
            response.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now));
        }
        return response;
    }

    @CheckForNull
    private Fault faultFor(RecordedRequest request) {
        for (Fault fault : faults) {
            if (fault.on() == null || fault.on().equals(request.getMethod())) {
                faults.remove(fault);
                return fault;
            }
        }
        return null;
    }

    private MockResponse fail(RecordedRequest request, Fault fault) {
        boolean acts = fault.drop() != Drop.BEFORE_ACTING && (fault.status() == 0 || fault.acted());
        Reply done = acts ? act(request) : null;
        Reply reply = fault.status() == 0 && done != null ? done : Reply.error(fault.status(), fault.message());
        MockResponse.Builder response = fault.answer() == null ? reply.response() : spoil(reply, fault.answer());
        if (fault.drop() != null) {
            return response.onResponseStart(new SocketEffect.CloseSocket()).build();
        }
        if (fault.body() != null) {
            response.body(
                    fault.body().isTextual()
                            ? fault.body().textValue()
                            : fault.body().toString());
        }
        setHeader(response, "Content-Type", fault.contentType());
        setHeader(response, "Location", fault.location());
        setHeader(response, "Retry-After", fault.retryAfter());
        if (fault.retryAfterDate() != null) {
            OffsetDateTime end = OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(fault.retryAfterDate());
            setHeader(response, "Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(end));
        }
        return response.build();
    }

    private static void setHeader(MockResponse.Builder response, String name, @CheckForNull String value) {
        if (value != null) {
            response.setHeader(name, value);
        }
    }

    private static MockResponse.Builder spoil(Reply reply, Spoiled how) {
        MockResponse.Builder response = reply.response();
        return switch (how) {
            case GARBLED -> response.body(reply.text().replace('"', '~'));
            case HTML -> response.setHeader("Content-Type", "text/html").body("<html><h1>Welcome</h1></html>");
            case EMPTY -> response.body("");
            case CUT_OFF -> response.onResponseBody(new SocketEffect.CloseSocket());
            case TOO_LONG -> response.body(reply.text() + " ".repeat(MORE_THAN_1_MB));
            case WITHOUT_SECRET -> response.body(reply.without("key_secret", "key"));
            case WITHOUT_KEY -> response.body(reply.without("key"));
        };
    }

    private Reply act(RecordedRequest request) {
        String authorization = request.getHeaders().get("Authorization");
        if (authorization == null || !authorization.startsWith("Key ")) {
            return Reply.error(401, "Authentication required");
        }
        String key = authorization.substring("Key ".length());
        Map<String, Key> account = accounts.get(key);
        if (account == null) {
            return works(key)
                    ? Reply.error(403, "Admin API key authentication required")
                    : Reply.error(401, "Invalid API key");
        }
        String path = path(request.getUrl());
        String call = request.getMethod() + (path.matches("/keys/[^/]+") ? " /keys/*" : " " + path);
        return switch (call) {
            case "POST /keys" -> create(key, request);
            case "GET /keys" -> list(List.copyOf(account.values()), request.getUrl());
            case "DELETE /keys/*" -> delete(account, request.getUrl());
            default -> Reply.error(404, "No such path");
        };
    }

    private Reply create(String adminKey, RecordedRequest request) {
        String type = String.valueOf(request.getHeaders().get("Content-Type"));
        JsonNode alias = MissingNode.getInstance();
        try {
            alias = JSON.readTree(request.getBody().toByteArray()).path("alias");
        } catch (IOException e) {
            // Stays missing.
        }
        String text = alias.isTextual() ? alias.textValue() : "";
        if (!type.startsWith("application/json")
                || text.isEmpty()
                || text.codePointCount(0, text.length()) > LONGEST_ALIAS) {
            return Reply.error(400, "Invalid request parameters");
        }
        Key key = addKey(adminKey, text);
        ObjectNode body = JSON.createObjectNode();
        body.put("key_id", key.id());
        body.put("key_secret", key.value().substring(key.id().length() + 1));
        body.put("key", key.value());
        return new Reply(201, body);
    }

    private Reply list(List<Key> keys, HttpUrl url) {
        int limit = number(url.queryParameter("limit"), pageSize);
        int page = number(url.queryParameter("cursor"), 0);
        if (limit < 1 || page < 0) {
            return Reply.error(400, "Invalid request parameters");
        }
        int size = Math.min(limit, LARGEST_PAGE);
        int end = Math.min((page + 1) * size, keys.size());
        ObjectNode body = JSON.createObjectNode();
        ArrayNode entries = body.putArray("keys");
        for (Key key : keys.subList(Math.min(page * size, end), end)) {
            ObjectNode entry = entries.addObject();
            entry.put("key_id", key.id()).put("alias", key.alias()).put("scope", "API");
            entry.put("created_at", key.createdAt().toString());
        }
        boolean more = end < keys.size();
        body.put("next_cursor", more ? String.valueOf(page + 1) : null).put("has_more", more);
        return new Reply(200, body);
    }

    private static Reply delete(Map<String, Key> account, HttpUrl url) {
        account.remove(url.pathSegments().get(url.pathSize() - 1));
        return new Reply(204, null);
    }

    private static int number(@CheckForNull String text, int otherwise) {
        if (text == null) {
            return otherwise;
        }
        return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
    }

    private static String path(HttpUrl url) {
        String path = url.encodedPath();
        return path.startsWith(BASE_PATH + "/") ? path.substring(BASE_PATH.length()) : path;
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("No JSON: " + json, e);
        }
    }

    /** What fal answers when nothing goes wrong on the way. */
    private record Reply(int status, @CheckForNull ObjectNode body) {

        private static final Map<Integer, String> TYPES = Map.of(
                400, "validation_error",
                401, "authorization_error",
                403, "authorization_error",
                404, "not_found",
                429, "rate_limited",
                501, "not_implemented");

        static Reply error(int status, @CheckForNull String message) {
            ObjectNode body = JSON.createObjectNode();
            body.putObject("error")
                    .put("type", TYPES.getOrDefault(status, "server_error"))
                    .put("message", message == null ? "As ordered" : message)
                    .put("docs_url", "https://docs.fal.ai/errors")
                    .put("request_id", "req-" + status);
            return new Reply(status, body);
        }

        String text() {
            return body == null ? "" : body.toString();
        }

        String without(String... names) {
            return body == null ? "" : body.deepCopy().without(List.of(names)).toString();
        }

        MockResponse.Builder response() {
            MockResponse.Builder response = new MockResponse.Builder().code(status);
            return body == null
                    ? response
                    : response.setHeader("Content-Type", "application/json").body(text());
        }
    }
}
