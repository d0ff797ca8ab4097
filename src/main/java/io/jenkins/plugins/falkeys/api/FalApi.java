package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The part of the fal Platform API that is about keys. Each call blocks until fal answered; none is repeated here once
 * fal answered, and no redirect is followed, so the admin key goes nowhere but to the API URL.
 */
public final class FalApi {

    private static final int GONE = 204;
    private static final int NOT_FOUND = 404;
    private static final int MOST_PAGES = 1000;

    private final FalTransport transport;
    private final Supplier<URI> apiUrl;

    /**
     * @param client asked before each call, so that a changed proxy counts at once; its time limits hold
     * @param apiUrl asked before each call: the http or https URL that the paths are below, as in
     *     {@code https://api.fal.ai/v1}
     */
    public FalApi(Supplier<OkHttpClient> client, Supplier<URI> apiUrl) {
        this.transport = new FalTransport(client);
        this.apiUrl = apiUrl;
    }

    /**
     * Makes a key. The request is sent once at most: fal would make a second key.
     *
     * @throws FalException when no usable key came back; it says whether there may be one, and names it when it can
     * @throws IllegalArgumentException when {@link Alias#check} refuses the alias
     */
    public FalKey create(AdminKey admin, String alias) throws FalException {
        Failures failures = new Failures(Messages.FalApi_create(), admin);
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("alias", Alias.check(alias))
                .toString();
        Request request = request(admin, keysUrl(failures).build())
                .post(new JsonOnce(json.getBytes(StandardCharsets.UTF_8)))
                .build();
        Answer answer = transport.send(request, failures);
        if (!answer.isSuccess()) {
            throw failures.status(answer);
        }
        return KeyAnswers.newKey(answer, failures);
    }

    /**
     * Lists the keys of the admin key's account, each once. fal's pages shift while keys come and go, so a key that
     * came or went meanwhile may hide another.
     *
     * @throws FalException when any page is missing: a part of the list proves nothing
     */
    public KeyList list(AdminKey admin) throws FalException {
        Failures failures = new Failures(Messages.FalApi_list(), admin);
        Map<String, KeyInfo> keys = new LinkedHashMap<>();
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        Answer answer;
        do {
            answer = get(admin, "cursor", cursor, failures);
            KeyAnswers.Page page = KeyAnswers.page(answer, failures);
            page.keys().forEach(key -> keys.putIfAbsent(key.keyId(), key));
            cursor = page.next();
            if (cursor != null && (!cursors.add(cursor) || cursors.size() >= MOST_PAGES)) {
                throw failures.unreadable(answer, Messages.FalApi_endless(), null);
            }
        } while (cursor != null);
        return new KeyList(List.copyOf(keys.values()), answer.time());
    }

    /**
     * Deletes a key; who uses it loses access at once. A return proves that the key is gone only when it belongs to the
     * account of the admin key: fal answers 204 for any ID.
     *
     * @throws FalException when fal did not confirm it; to ask again does no harm
     * @throws IllegalArgumentException when {@link KeyIds#check} refuses the ID
     */
    public void delete(AdminKey admin, String keyId) throws FalException {
        Failures failures = new Failures(Messages.FalApi_delete(), admin);
        HttpUrl url = keysUrl(failures).addPathSegment(KeyIds.check(keyId)).build();
        Answer answer = transport.send(request(admin, url).delete().build(), failures);
        if (answer.status() != GONE && !isNotFound(answer)) {
            throw failures.status(answer);
        }
    }

    /**
     * Checks that the admin key may work with keys; changes nothing.
     *
     * @throws FalException when it may not, or fal cannot be asked
     */
    public void verify(AdminKey admin) throws FalException {
        Failures failures = new Failures(Messages.FalApi_verify(), admin);
        KeyAnswers.page(get(admin, "limit", "1", failures), failures);
    }

    private Answer get(AdminKey admin, String parameter, @CheckForNull String value, Failures failures)
            throws FalException {
        HttpUrl.Builder url = keysUrl(failures);
        if (value != null) {
            url.addQueryParameter(parameter, value);
        }
        Answer answer = transport.send(request(admin, url.build()).build(), failures);
        if (!answer.isSuccess()) {
            throw failures.status(answer);
        }
        return answer;
    }

    /** fal's own 404 counts; that of a web server for a path it does not know, as below a wrong API URL, does not. */
    private static boolean isNotFound(Answer answer) {
        return answer.status() == NOT_FOUND
                && answer.body().path("error").path("type").asText().equals(FalError.NOT_FOUND);
    }

    private HttpUrl.Builder keysUrl(Failures failures) throws FalException {
        URI base = apiUrl.get();
        HttpUrl url = base == null ? null : HttpUrl.get(base);
        if (url == null) {
            throw failures.noAddress();
        }
        return url.newBuilder().addPathSegment("keys");
    }

    private static Request.Builder request(AdminKey admin, HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", "Key " + admin.value())
                .header("Accept", "application/json");
    }
}
