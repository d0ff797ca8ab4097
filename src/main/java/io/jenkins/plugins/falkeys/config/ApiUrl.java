package io.jenkins.plugins.falkeys.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** Validates the URL of the fal API. */
final class ApiUrl {

    static final String DEFAULT = "https://api.fal.ai/v1";

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1\\]");

    private ApiUrl() {}

    /**
     * @return the URL without a trailing slash
     * @throws IllegalArgumentException if the admin key must not be sent to this URL; the message says why
     */
    static String check(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(Messages.ApiUrl_none(e.getReason()));
        }
        if (url.getHost() == null || url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(Messages.ApiUrl_parts());
        }
        boolean safe = "https".equals(url.getScheme())
                || "http".equals(url.getScheme())
                        && LOOPBACK.matcher(url.getHost()).matches();
        if (!safe) {
            throw new IllegalArgumentException(Messages.ApiUrl_unsafe());
        }
        return text.replaceAll("/+$", "");
    }
}
