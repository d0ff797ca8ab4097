package io.jenkins.plugins.falkeys;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okio.Buffer;

/**
 * A fal API for tests: real HTTP on the loopback interface, keys in memory, and faults on demand. It creates the same
 * keys in the same order each time. Behaviour that fal does not document is as users report it: DELETE returns 204 for
 * any ID, and a key with API scope that is used as an admin key gets 403.
 *
 * <p>Requests for the account and for usage are kept separate from those for keys: they are not among {@link #calls()},
 * and only faults that name them affect them.
 */
public final class FalApiStub implements AutoCloseable {

    /** The admin key of the first account. */
    public static final String ADMIN_KEY = "0ad31111-2222-4333-8444-555555555555:" + "ad31".repeat(8);

    private static final String BASE_PATH = "/v1";
    private static final String BILLING = "BILLING";
    private static final String USAGE = "USAGE";
    private static final int MAX_PAGE = 100;
    private static final int MAX_ALIAS = 255;
    private static final int MAX_USAGE_KEYS = 50;
    private static final int MORE_THAN_1_MB = 1024 * 1024 + 1;
    private static final int TEN_MB = 10 * 1024 * 1024;
    private static final int BOMB = 64 * 1024 * 1024;
    private static final Logger SERVER_LOGGER = Logger.getLogger(MockWebServer.class.getName());
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
            .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Clock clock;
    private final Random random = new Random(1);
    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Account> accounts = new LinkedHashMap<>();
    private final List<Key> created = new ArrayList<>();
    private final List<RecordedRequest> requests = new ArrayList<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final List<HttpUrl> billingCalls = new ArrayList<>();
    private final List<HttpUrl> usageCalls = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private final List<Fault> standingFaults = new ArrayList<>();
    private final Map<String, Limit> limits = new HashMap<>();
    private final List<Usage> usage = new ArrayList<>();
    private Duration usageDelay = Duration.ZERO;
    private final Map<String, Integer> refusedUsage = new HashMap<>();
    private boolean dropsUsageOfDeletedKeys;
    private int pageSize = 50;
    private int usagePageSize = 100;
    private boolean reportsTime;

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
     * @param on the HTTP method of a request for keys, or {@code BILLING} or {@code USAGE}; null for any request for
     *     keys
     * @param account the ID of the admin key, which is the part before its colon; null for any
     * @param times for how many requests; 1 by default
     * @param status the status to answer with instead of fal's; the request has no effect unless {@code acted} is true;
     *     0 for none
     * @param acted whether the request takes effect in spite of {@code status}
     * @param message fal's error message for {@code status}
     * @param body the body to answer with instead of fal's: a string as it is, anything else as JSON; with a success
     *     status unless {@code status} is given
     * @param contentType of the response; JSON by default
     * @param retryAfter the header of that name: seconds, an HTTP date, or nonsense
     * @param retryAfterDate the same as an HTTP date, this many seconds from now, which may be negative
     * @param location the target of a redirect ({@code status} 301, 302, …)
     * @param drop closes the connection without a response, before or after the request takes effect
     * @param lateMillis how long the response is delayed; the request takes effect at once
     * @param dripMillis how long each byte of the response's body takes
     * @param response how fal's response is damaged
     */
    public record Fault(
            @CheckForNull String on,
            @CheckForNull String account,
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
            int dripMillis,
            @CheckForNull Damage response) {

        /**
         * @param json the fault; quotes may be single, or omitted around names
         * @throws IllegalArgumentException if it is not a fault, or contains an unknown name
         */
        public static Fault parse(String json) {
            return of(tree(json));
        }

        /** The same for parsed JSON, such as an entry of a scenario file. */
        public static Fault of(JsonNode json) {
            try {
                return JSON.treeToValue(json, Fault.class);
            } catch (JacksonException e) {
                throw new IllegalArgumentException("No fault: " + json, e);
            }
        }
    }

    /** When a connection is closed without a response. */
    public enum Drop {
        @JsonProperty("before")
        BEFORE_ACTING,
        @JsonProperty("after")
        AFTER_ACTING
    }

    /** How a response is damaged. */
    public enum Damage {
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
        /** 10 MB. */
        @JsonProperty("huge")
        HUGE,
        /** 64 MB that are compressed to a few KB. */
        @JsonProperty("gzip-bomb")
        GZIP_BOMB,
        @JsonProperty("without-secret")
        WITHOUT_SECRET,
        @JsonProperty("without-key")
        WITHOUT_KEY
    }

    /** Creates a stub with the account of {@link #ADMIN_KEY}. It must be started. */
    public FalApiStub() {
        this(Clock.systemUTC());
    }

    /**
     * @param clock provides the creation times of keys
     */
    public FalApiStub(Clock clock) {
        this.clock = clock;
        addAccount(ADMIN_KEY);
        SERVER_LOGGER.setLevel(Level.SEVERE);
        server.setServerSocketFactory(new PromptSockets());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                return answer(request);
            }
        });
    }

    /** Speaks TLS with the certificate of these sockets; call this before the stub starts. */
    public void useTls(SSLSocketFactory sockets) {
        server.useHttps(sockets);
    }

    /** Starts to listen on a free port. */
    public FalApiStub start() throws IOException {
        return start(0);
    }

    /**
     * Starts to listen on a port.
     *
     * @param port 0 for a free one
     */
    public FalApiStub start(int port) throws IOException {
        server.start(InetAddress.getByName("127.0.0.1"), port);
        return this;
    }

    @Override
    public void close() {
        closing.countDown();
        server.close();
    }

    public int port() {
        return server.getPort();
    }

    /** The API URL, without a trailing slash. */
    public String url() {
        return "http://127.0.0.1:" + server.getPort() + BASE_PATH;
    }

    /** Adds an account with its own keys. The first one is called {@code team}, the others {@code team-2}, … */
    public synchronized void addAccount(String adminKey) {
        long others = accounts.values().stream().distinct().count();
        accounts.putIfAbsent(adminKey, new Account(others == 0 ? "team" : "team-" + (others + 1)));
    }

    /** Adds another admin key to the account of an admin key. */
    public synchronized void addAdminKey(String adminKey, String another) {
        accounts.put(another, accounts.get(adminKey));
    }

    /** Renames the account of an admin key. */
    public synchronized void renameAccount(String adminKey, String username) {
        accounts.get(adminKey).username = username;
    }

    /** Sets the remaining credits in the account of an admin key, which are 24.50 USD by default. */
    public synchronized void credits(String adminKey, String balance, String currency) {
        accounts.get(adminKey).balance = new BigDecimal(balance);
        accounts.get(adminKey).currency = currency;
    }

    /**
     * @param keys the number of keys on a page if the request does not say; 50 by default
     */
    public synchronized void pageSize(int keys) {
        pageSize = keys;
    }

    /** From now on, every response contains the time. */
    public synchronized void reportTime() {
        reportsTime = true;
    }

    /** Queues a fault for the next request that it matches and that no earlier fault does. */
    public synchronized void next(Fault fault) {
        for (int i = 0; i < Math.max(fault.times(), 1); i++) {
            faults.add(fault);
        }
    }

    /** Applies a fault to every request that it matches and that no queued fault does, until the faults are cleared. */
    public synchronized void always(Fault fault) {
        standingFaults.add(fault);
    }

    /** Applies a fault to every request that it matches; see {@link #always(Fault)}. */
    public void always(String fault) {
        always(Fault.parse(fault));
    }

    /** Removes all faults, both the queued ones and those for every request. */
    public synchronized void clearFaults() {
        faults.clear();
        standingFaults.clear();
    }

    /** Limits the rate, without a {@code Retry-After} header; see {@link #limit(String, int, String)}. */
    public void limit(@CheckForNull String on, int perSecond) {
        limit(on, perSecond, null);
    }

    /**
     * Answers 429 to requests that exceed a rate; they have no effect. The rate applies to each account separately.
     * After a pause, as many requests as fit into a second may come at once.
     *
     * @param on the HTTP method of requests for keys, or {@code BILLING} or {@code USAGE}; null for all requests for
     *     keys
     * @param perSecond replaces the previous rate; 0 for no limit
     * @param retryAfter the header of that name; null for none
     */
    public synchronized void limit(@CheckForNull String on, int perSecond, @CheckForNull String retryAfter) {
        if (perSecond == 0) {
            limits.remove(on);
        } else {
            limits.put(on, new Limit(on, perSecond, retryAfter, new HashMap<>()));
        }
    }

    /** Adds to the usage of a key; see {@link Usage}. Numbers are reported as they are written here. */
    public synchronized void addUsage(
            String keyId,
            String endpointId,
            String unit,
            String quantity,
            @CheckForNull String unitPrice,
            String cost,
            @CheckForNull String currency,
            Instant when) {
        usage.add(new Usage(
                keyId,
                endpointId,
                unit,
                new BigDecimal(quantity),
                unitPrice == null ? null : new BigDecimal(unitPrice),
                new BigDecimal(cost),
                currency,
                when));
        usage.sort(Comparator.comparing(Usage::when));
    }

    /** From now on, usage is reported only this long after it happened. By default it is reported at once. */
    public synchronized void usageDelay(Duration delay) {
        usageDelay = delay;
    }

    /**
     * @param lines the number of lines on a page of usage if the request does not say; 100 by default
     */
    public synchronized void usagePageSize(int lines) {
        usagePageSize = lines;
    }

    /** From now on, no usage of deleted keys is reported. */
    public synchronized void dropUsageOfDeletedKeys() {
        dropsUsageOfDeletedKeys = true;
    }

    /**
     * Makes every request for usage that names this key fail.
     *
     * @param status the status to answer with; 200 to stop that
     */
    public synchronized void refuseUsageOf(String keyId, int status) {
        refusedUsage.put(keyId, status);
    }

    /** Queues a fault; see {@link Fault}. */
    public void next(String fault) {
        next(Fault.parse(fault));
    }

    /** The live keys of all accounts, the oldest of an account first. */
    public synchronized List<Key> keys() {
        return accounts.values().stream()
                .distinct()
                .flatMap(account -> account.keys.values().stream())
                .toList();
    }

    /** All keys that were ever created, live or not, oldest first. */
    public synchronized List<Key> created() {
        return List.copyOf(created);
    }

    /** Whether a client of fal could work with this key. */
    public boolean works(String keyValue) {
        return keys().stream().anyMatch(key -> key.value().equals(keyValue));
    }

    /** Puts a key into the account of an admin key, as if somebody else had created it. */
    public synchronized Key addKey(String adminKey, String alias) {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        String value = "%s:%016x%016x".formatted(id, random.nextLong(), random.nextLong());
        Key key = new Key(id, alias, value, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        accounts.get(adminKey).keys.put(id, key);
        accounts.get(adminKey).everMade.add(id);
        created.add(key);
        return key;
    }

    /** The requests about keys so far, without queries, such as {@code POST /keys} or {@code DELETE /keys/1234}. */
    public List<String> calls() {
        return requests().stream()
                .map(request -> request.getMethod() + " " + path(request.getUrl()))
                .toList();
    }

    /** The requests about keys so far, with headers and bodies. */
    public synchronized List<RecordedRequest> requests() {
        return List.copyOf(requests);
    }

    /** How many requests about keys had this HTTP method so far. */
    public synchronized int count(String method) {
        return counts.getOrDefault(method, 0);
    }

    /** The requests about accounts so far. */
    public synchronized List<HttpUrl> billingCalls() {
        return List.copyOf(billingCalls);
    }

    /** The requests about usage so far. */
    public synchronized List<HttpUrl> usageCalls() {
        return List.copyOf(usageCalls);
    }

    private MockResponse answer(RecordedRequest request) throws InterruptedException {
        String subject = subject(request);
        Fault fault = null;
        MockResponse response;
        synchronized (this) {
            note(request, subject);
            Limit limit = exceeded(request, subject);
            if (limit == null) {
                fault = faultFor(request, subject);
                response = fault == null ? dated(act(request).response()).build() : fail(request, fault);
            } else {
                MockResponse.Builder refusal =
                        dated(Reply.error(429, "Rate limit exceeded").response());
                setHeader(refusal, "Retry-After", limit.retryAfter());
                response = refusal.build();
            }
        }
        if (fault != null) {
            closing.await(fault.lateMillis(), TimeUnit.MILLISECONDS);
        }
        return response;
    }

    private void note(RecordedRequest request, String subject) {
        switch (subject) {
            case BILLING -> billingCalls.add(request.getUrl());
            case USAGE -> usageCalls.add(request.getUrl());
            default -> {
                requests.add(request);
                counts.merge(subject, 1, Integer::sum);
            }
        }
    }

    /** The name of a request in faults and limits: its HTTP method, if it is about keys. */
    private static String subject(RecordedRequest request) {
        return switch (path(request.getUrl())) {
            case "/account/billing" -> BILLING;
            case "/models/usage" -> USAGE;
            default -> request.getMethod();
        };
    }

    private static boolean matches(@CheckForNull String on, String subject) {
        return on == null ? !subject.equals(BILLING) && !subject.equals(USAGE) : on.equals(subject);
    }

    @CheckForNull
    private Limit exceeded(RecordedRequest request, String subject) {
        for (Limit limit : limits.values()) {
            if (matches(limit.on(), subject) && !limit.take(adminKeyId(request))) {
                return limit;
            }
        }
        return null;
    }

    private MockResponse.Builder dated(MockResponse.Builder response) {
        if (reportsTime) {
            OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
            response.setHeader("Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(now));
        }
        return response;
    }

    @CheckForNull
    private Fault faultFor(RecordedRequest request, String subject) {
        String account = adminKeyId(request);
        Fault found = Stream.concat(faults.stream(), standingFaults.stream())
                .filter(fault -> matches(fault.on(), subject)
                        && (fault.account() == null || fault.account().equals(account)))
                .findFirst()
                .orElse(null);
        faults.remove(found);
        return found;
    }

    private static String adminKeyId(RecordedRequest request) {
        String authorization = String.valueOf(request.getHeaders().get("Authorization"));
        return authorization.replaceFirst("^Key ", "").replaceFirst(":.*", "");
    }

    private MockResponse fail(RecordedRequest request, Fault fault) {
        boolean acts = fault.drop() != Drop.BEFORE_ACTING && (fault.status() == 0 || fault.acted());
        Reply done = acts ? act(request) : null;
        Reply reply = fault.status() == 0 && done != null ? done : Reply.error(fault.status(), fault.message());
        MockResponse.Builder response = fault.response() == null ? reply.response() : damage(reply, fault.response());
        if (fault.drop() != null) {
            return response.onResponseStart(new SocketEffect.CloseSocket()).build();
        }
        if (fault.body() != null) {
            response.body(
                    fault.body().isTextual()
                            ? fault.body().textValue()
                            : fault.body().toString());
        }
        if (fault.dripMillis() > 0) {
            response.throttleBody(1, fault.dripMillis(), TimeUnit.MILLISECONDS);
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

    private static MockResponse.Builder damage(Reply reply, Damage how) {
        MockResponse.Builder response = reply.response();
        return switch (how) {
            case GARBLED -> response.body(reply.text().replace('"', '~'));
            case HTML -> response.setHeader("Content-Type", "text/html").body("<html><h1>Welcome</h1></html>");
            case EMPTY -> response.body("");
            case CUT_OFF -> response.onResponseBody(new SocketEffect.CloseSocket());
            case TOO_LONG -> response.body(reply.text() + " ".repeat(MORE_THAN_1_MB));
            case HUGE -> response.body(reply.text() + " ".repeat(TEN_MB));
            case GZIP_BOMB -> response.setHeader("Content-Encoding", "gzip").body(bomb(reply.text()));
            case WITHOUT_SECRET -> response.body(reply.without("key_secret", "key"));
            case WITHOUT_KEY -> response.body(reply.without("key"));
        };
    }

    private static Buffer bomb(String text) {
        Buffer buffer = new Buffer();
        byte[] blanks = new byte[MORE_THAN_1_MB];
        Arrays.fill(blanks, (byte) ' ');
        try (OutputStream out = new GZIPOutputStream(buffer.outputStream())) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            for (int written = 0; written < BOMB; written += blanks.length) {
                out.write(blanks);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return buffer;
    }

    private Reply act(RecordedRequest request) {
        String authorization = request.getHeaders().get("Authorization");
        if (authorization == null || !authorization.startsWith("Key ")) {
            return Reply.error(401, "Authentication required");
        }
        String key = authorization.substring("Key ".length());
        Account account = accounts.get(key);
        if (account == null) {
            return works(key)
                    ? Reply.error(403, "Admin API key authentication required")
                    : Reply.error(401, "Invalid API key");
        }
        String path = path(request.getUrl());
        String call = request.getMethod() + (path.matches("/keys/[^/]+") ? " /keys/*" : " " + path);
        return switch (call) {
            case "POST /keys" -> create(key, request);
            case "GET /keys" -> list(List.copyOf(account.keys.values()), request.getUrl());
            case "DELETE /keys/*" -> delete(account, request.getUrl());
            case "GET /account/billing" -> billing(account, request.getUrl());
            case "GET /models/usage" -> usage(account, request.getUrl());
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
                || text.codePointCount(0, text.length()) > MAX_ALIAS) {
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
        int size = Math.min(limit, MAX_PAGE);
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

    private static Reply delete(Account account, HttpUrl url) {
        account.keys.remove(url.pathSegments().get(url.pathSize() - 1));
        return new Reply(204, null);
    }

    private static Reply billing(Account account, HttpUrl url) {
        ObjectNode body = JSON.createObjectNode().put("username", account.username);
        if (values(url, "expand").contains("credits")) {
            body.putObject("credits").put("current_balance", account.balance).put("currency", account.currency);
        }
        return new Reply(200, body);
    }

    private Reply usage(Account account, HttpUrl url) {
        List<String> keyIds = values(url, "api_key_id");
        Set<String> expand = new HashSet<>(values(url, "expand"));
        int limit = number(url.queryParameter("limit"), usagePageSize);
        int page = number(url.queryParameter("cursor"), 0);
        ChronoUnit timeframe = timeframe(url.queryParameter("timeframe"));
        if (keyIds.size() > MAX_USAGE_KEYS
                || !expand.contains("time_series")
                || timeframe == null
                || limit < 1
                || page < 0) {
            return Reply.error(400, "Invalid request parameters");
        }
        for (String keyId : keyIds) {
            int status = refusedUsage.getOrDefault(keyId, 200);
            if (status != 200) {
                return Reply.error(status, "No usage of " + keyId);
            }
        }
        boolean exact = "false".equals(url.queryParameter("bound_to_timeframe"));
        Instant start = time(url.queryParameter("start"), clock.instant().minus(1, ChronoUnit.DAYS));
        Instant end = time(url.queryParameter("end"), clock.instant());
        Instant from = exact ? start : start.truncatedTo(timeframe);
        Instant until = exact || end.equals(end.truncatedTo(timeframe))
                ? end
                : end.truncatedTo(timeframe).plus(1, timeframe);
        List<Usage> lines = usage.stream()
                .filter(line -> account.everMade.contains(line.keyId()))
                .filter(line -> keyIds.isEmpty() || keyIds.contains(line.keyId()))
                .filter(line -> !dropsUsageOfDeletedKeys || account.keys.containsKey(line.keyId()))
                .filter(line -> !line.when().plus(usageDelay).isAfter(clock.instant()))
                .filter(line -> !line.when().isBefore(from) && line.when().isBefore(until))
                .toList();
        int first = Math.min(page * limit, lines.size());
        int last = Math.min(first + limit, lines.size());
        ObjectNode body = JSON.createObjectNode();
        ArrayNode buckets = body.putArray("time_series");
        for (Usage line : lines.subList(first, last)) {
            String bucket = line.when().truncatedTo(timeframe).toString();
            JsonNode current = buckets.path(buckets.size() - 1);
            if (!current.path("bucket").asText().equals(bucket)) {
                current = buckets.addObject().put("bucket", bucket).set("results", JSON.createArrayNode());
            }
            ((ArrayNode) current.path("results")).add(line.json(expand.contains("auth_method_structured")));
        }
        boolean more = last < lines.size();
        body.put("next_cursor", more ? String.valueOf(page + 1) : null).put("has_more", more);
        return new Reply(200, body);
    }

    /** The values of a parameter, which may be repeated or separated by commas. */
    private static List<String> values(HttpUrl url, String parameter) {
        return url.queryParameterValues(parameter).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .toList();
    }

    @CheckForNull
    private static ChronoUnit timeframe(@CheckForNull String name) {
        return switch (name == null ? "day" : name) {
            case "minute" -> ChronoUnit.MINUTES;
            case "hour" -> ChronoUnit.HOURS;
            case "day" -> ChronoUnit.DAYS;
            default -> null;
        };
    }

    private static Instant time(@CheckForNull String text, Instant otherwise) {
        if (text == null) {
            return otherwise;
        }
        return text.contains("T")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
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

    /** An account, which may have several admin keys. */
    private static final class Account {

        private final Map<String, Key> keys = new LinkedHashMap<>();
        private final Set<String> everMade = new HashSet<>();
        private String username;
        private BigDecimal balance = new BigDecimal("24.50");
        private String currency = "USD";

        Account(String username) {
            this.username = username;
        }
    }

    /** What a key used of a model at one time. */
    private record Usage(
            String keyId,
            String endpointId,
            String unit,
            BigDecimal quantity,
            @CheckForNull BigDecimal unitPrice,
            BigDecimal cost,
            @CheckForNull String currency,
            Instant when) {

        ObjectNode json(boolean withKey) {
            ObjectNode line = JSON.createObjectNode();
            line.put("endpoint_id", endpointId).put("unit", unit).put("quantity", quantity);
            line.put("percent_discount", (BigDecimal) null).put("cost_subtotal", cost);
            line.put("cost_discount", 0).put("cost_total", cost).put("cost", cost);
            if (unitPrice != null) {
                line.put("unit_price", unitPrice);
            }
            if (currency != null) {
                line.put("currency", currency);
            }
            if (withKey) {
                line.putObject("auth_method_structured").put("detail", "Key").put("api_key_id", keyId);
            }
            return line;
        }
    }

    /** A token bucket per account. */
    private record Limit(
            @CheckForNull String on,
            int perSecond,
            @CheckForNull String retryAfter,
            Map<String, Tokens> tokens) {

        boolean take(String account) {
            Tokens left = tokens.computeIfAbsent(account, first -> new Tokens(perSecond));
            return left.take(perSecond);
        }
    }

    private static final class Tokens {

        private double left;
        private long asOf = System.nanoTime();

        Tokens(double left) {
            this.left = left;
        }

        boolean take(int perSecond) {
            long now = System.nanoTime();
            left = Math.min(perSecond, left + (now - asOf) * 1e-9 * perSecond);
            asOf = now;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    /**
     * Sends the head and the body of a response without waiting for the client to acknowledge the head, which takes 40
     * ms.
     */
    private static final class PromptSockets extends ServerSocketFactory {

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException();
        }
    }

    /** How fal responds unless something goes wrong. */
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
                    .put("message", message == null ? "Fault requested by the test" : message)
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
