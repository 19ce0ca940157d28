package io.leafboot.id.http.client;

import io.leafboot.id.autoconfigure.LeafHttpClientProperties;
import io.leafboot.id.autoconfigure.LeafStartupException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The client's settings, checked; a bad one is a {@link LeafStartupException} that shows no token.
 *
 * @param segments addresses up to {@code /api/v1/segments/}, at least one
 * @param connectTimeout how long connecting may take
 * @param requestTimeout how long one address may take
 * @param claimTimeout how long one claim may take over all addresses
 * @param token the token of all other tags, or {@code null}
 * @param tokens tokens by tag
 * @param tagOf gives the tag that a row belongs to: that of a period of it, else the row's own name
 */
record ClientSettings(
        List<URI> segments,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration claimTimeout,
        @Nullable String token,
        Map<String, String> tokens,
        UnaryOperator<String> tagOf) {

    static ClientSettings of(LeafHttpClientProperties properties, Duration claimTimeout, UnaryOperator<String> tagOf) {
        if (properties.urls().isEmpty()) {
            throw new LeafStartupException(
                    "'leaf.allocator' is http, and 'leaf.http.client.urls' is empty.",
                    "Set it to the addresses of the id service, such as http://ids.example.com:8080.",
                    null);
        }
        within("leaf.http.client.connect-timeout", properties.connectTimeout());
        within("leaf.http.client.request-timeout", properties.requestTimeout());
        within("leaf.claim-timeout", claimTimeout);
        if (properties.token() != null) {
            checkToken("leaf.http.client.token", properties.token());
        }
        properties.tokens().forEach((tag, token) -> checkToken("leaf.http.client.tokens." + tag, token));
        return new ClientSettings(
                properties.urls().stream().map(ClientSettings::segments).toList(),
                properties.connectTimeout(),
                properties.requestTimeout(),
                claimTimeout,
                properties.token(),
                Map.copyOf(properties.tokens()),
                tagOf);
    }

    private static URI segments(URI url) {
        String scheme = String.valueOf(url.getScheme());
        boolean http = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
        if (!http || url.getHost() == null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw invalidUrl(url.getRawUserInfo() == null ? url.toString() : "one with a user");
        }
        if (url.getRawUserInfo() != null) {
            throw invalidUrl("one with a user");
        }
        return URI.create(url.toString().replaceFirst("/+$", "") + "/api/v1/segments/");
    }

    private static LeafStartupException invalidUrl(String shown) {
        return LeafStartupException.outOfRange(
                "leaf.http.client.urls",
                shown,
                "http:// or https:// with a host, a port and a path, without user, query and fragment (a token goes into"
                        + " leaf.http.client.token)");
    }

    private static void within(String setting, Duration value) {
        if (value.toMillis() < 10 || value.compareTo(Duration.ofMinutes(10)) > 0) {
            throw LeafStartupException.outOfRange(setting, DurationStyle.SIMPLE.print(value), "from 10ms to 10m");
        }
    }

    private static void checkToken(String setting, String token) {
        if (token.isEmpty() || !token.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new LeafStartupException(
                    setting + " is no token: it is empty, or has characters other than printable ASCII.",
                    "Change the value in the application's configuration.",
                    null);
        }
    }

    @Nullable
    String token(String tag) {
        return tokens.getOrDefault(tagOf.apply(tag), token);
    }

    @Override
    public String toString() {
        return "ClientSettings[addresses=" + segments.size() + "]";
    }
}
