package io.jenkins.plugins.falkeys.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.account.AccountInfo;
import io.jenkins.plugins.falkeys.api.account.UsagePage;
import io.jenkins.plugins.falkeys.api.account.UsageQuery;
import io.jenkins.plugins.falkeys.api.http.Answer;
import io.jenkins.plugins.falkeys.api.http.FalTransport;
import io.jenkins.plugins.falkeys.api.http.JsonOnce;
import io.jenkins.plugins.falkeys.api.http.LostCallException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * The calls to the fal Platform API. Each blocks until fal has answered. A call that fal has answered is not repeated
 * here, and redirects are not followed, so the admin key is only ever sent to the API URL.
 */
public final class FalApi {

    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /**
     * fal answers 204 for any ID. The other codes also mean that no such key works, whether they come from fal or from
     * a proxy.
     */
    private static final Set<Integer> GONE = Set.of(200, 202, 204, 404, 410);

    private final FalTransport transport;
    private final Supplier<URI> apiUrl;

    /**
     * @param client asked before each call, so that a changed proxy takes effect at once; its timeouts apply
     * @param apiUrl asked before each call: the http or https base URL, such as {@code https://api.fal.ai/v1}
     */
    public FalApi(Supplier<OkHttpClient> client, Supplier<URI> apiUrl) {
        this.transport = new FalTransport(client);
        this.apiUrl = apiUrl;
    }

    /**
     * Mints a key. The request is sent at most once, since fal would mint another key for a second one.
     *
     * @throws FalException if no usable key came back; it says whether a key may exist, and gives its ID if it is known
     * @throws IllegalArgumentException if {@link Alias#check} rejects the alias
     */
    public FalKey create(AdminKey admin, String alias) throws FalException {
        Failures failures = new Failures(Messages.FalApi_create(), admin);
        String json = JsonNodeFactory.instance
                .objectNode()
                .put("alias", Alias.check(alias))
                .toString();
        Request request = request(admin, url("keys", failures).build())
                .post(new JsonOnce(json.getBytes(StandardCharsets.UTF_8)))
                .build();
        Answer answer = send(request, failures);
        if (!answer.isSuccess()) {
            throw failures.status(answer);
        }
        return KeyAnswers.newKey(answer, failures);
    }

    /**
     * Reads one page of the keys in the admin key's account.
     *
     * @param cursor {@link KeyListPage#next} of the previous page; null for the first page
     * @param limit how many keys to ask for, which fal may cap; 0 for fal's default
     * @throws FalException if the page could not be read; {@link FalException#tooLong} says whether a smaller page may
     *     work
     */
    public KeyListPage page(AdminKey admin, @CheckForNull String cursor, int limit) throws FalException {
        return page(admin, cursor, limit, new Failures(Messages.FalApi_list(), admin));
    }

    private KeyListPage page(AdminKey admin, @CheckForNull String cursor, int limit, Failures failures)
            throws FalException {
        HttpUrl.Builder url = url("keys", failures);
        if (limit > 0) {
            url.addQueryParameter("limit", String.valueOf(limit));
        }
        return KeyAnswers.page(get(admin, url, cursor, failures), failures);
    }

    /**
     * Deletes a key, which stops working at once. fal confirms the deletion of any ID, so a normal return proves that
     * the key is gone only if the key belongs to the admin key's account.
     *
     * @throws FalException if fal did not confirm it; it is safe to try again
     * @throws IllegalArgumentException if {@link KeyIds#check} rejects the ID
     */
    public void delete(AdminKey admin, String keyId) throws FalException {
        Failures failures = new Failures(Messages.FalApi_delete(), admin);
        HttpUrl url = url("keys", failures).addPathSegment(KeyIds.check(keyId)).build();
        Answer answer = send(request(admin, url).delete().build(), failures);
        if (!GONE.contains(answer.status())) {
            throw failures.status(answer);
        }
        if (answer.status() == NOT_FOUND) {
            // So would anything at a wrong API URL, where there is no list either.
            page(admin, null, 1, failures);
        }
        Answer.Flaw flaw = answer.flaw();
        if (answer.isSuccess() && flaw != null && flaw != Answer.Flaw.NO_OBJECT) {
            // The response came from something in between, such as a login page, and fal never saw the request.
            throw failures.unreadable(answer, flaw.text(), null);
        }
    }

    /**
     * Checks that the admin key may manage keys. Changes nothing.
     *
     * @throws FalException if it may not, or if fal cannot be reached
     */
    public void verify(AdminKey admin) throws FalException {
        page(admin, null, 1, new Failures(Messages.FalApi_verify(), admin));
    }

    /**
     * Reads the name and the credits of the admin key's account. If the admin key may not see the credits, only the
     * name is returned.
     *
     * @throws FalException if the name could not be read; status 404 if the API has no such call
     */
    public AccountInfo account(AdminKey admin) throws FalException {
        Failures failures = new Failures(Messages.FalApi_account(), admin);
        HttpUrl nameOnly = url("account/billing", failures).build();
        HttpUrl withCredits =
                nameOnly.newBuilder().addQueryParameter("expand", "credits").build();
        Answer answer = send(request(admin, withCredits).build(), failures);
        if (answer.status() == FORBIDDEN) {
            answer = send(request(admin, nameOnly).build(), failures);
        }
        if (!answer.isSuccess()) {
            throw failures.status(answer);
        }
        return new AccountAnswers(answer, failures).account();
    }

    /**
     * Reads one page of what keys in the admin key's account have used, by key, model and day.
     *
     * @param cursor {@link UsagePage#next} of the previous page of the same query; null for the first page
     * @throws FalException if any part of the page could not be read; status 404 if the API has no such call;
     *     {@link FalException#tooLong} says whether a query with fewer keys or days may work
     * @throws IllegalArgumentException if {@link KeyIds#check} rejects an ID
     */
    public UsagePage usage(AdminKey admin, UsageQuery query, @CheckForNull String cursor) throws FalException {
        Failures failures = new Failures(Messages.FalApi_usage(), admin);
        HttpUrl.Builder url = url("models/usage", failures)
                .addQueryParameter("expand", "time_series")
                .addQueryParameter("expand", "auth_method_structured")
                .addQueryParameter("timeframe", "day")
                .addQueryParameter("bound_to_timeframe", "false")
                .addQueryParameter("start", query.start().toString())
                .addQueryParameter("end", query.end().toString());
        query.keyIds().forEach(keyId -> url.addQueryParameter("api_key_id", KeyIds.check(keyId)));
        return new AccountAnswers(get(admin, url, cursor, failures), failures).usage();
    }

    private Answer get(AdminKey admin, HttpUrl.Builder url, @CheckForNull String cursor, Failures failures)
            throws FalException {
        if (cursor != null) {
            url.addQueryParameter("cursor", cursor);
        }
        Answer answer = send(request(admin, url.build()).build(), failures);
        if (!answer.isSuccess()) {
            throw failures.status(answer);
        }
        return answer;
    }

    private Answer send(Request request, Failures failures) throws FalException {
        try {
            return transport.send(request);
        } catch (LostCallException e) {
            throw failures.noAnswer(e);
        }
    }

    private HttpUrl.Builder url(String path, Failures failures) throws FalException {
        URI base = apiUrl.get();
        HttpUrl url = base == null ? null : HttpUrl.get(base);
        if (url == null) {
            throw failures.noAddress();
        }
        return url.newBuilder().addPathSegments(path);
    }

    private static Request.Builder request(AdminKey admin, HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", "Key " + admin.value())
                .header("Accept", "application/json");
    }
}
