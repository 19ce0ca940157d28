package io.leafboot.id.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The id service that segments are claimed from.
 *
 * @param urls Addresses of the service; the one that answered last is asked first, the others when it fails.
 * @param connectTimeout How long connecting to one address may take.
 * @param requestTimeout How long one address may take to answer.
 * @param token Token that the service asks for.
 * @param tokens Tokens of single tags, by tag.
 * @param sslBundle Name of the SSL bundle that an https address is trusted with.
 */
public record LeafHttpClientProperties(
        @DefaultValue List<URI> urls,
        @DefaultValue("1s") Duration connectTimeout,
        @DefaultValue("2s") Duration requestTimeout,
        @Nullable String token,
        @DefaultValue Map<String, String> tokens,
        @Nullable String sslBundle) {

    @Override
    public String toString() { // the tokens stay out of logs, and so does what an address may hold
        return "LeafHttpClientProperties[urls=" + urls.size() + ", connectTimeout=" + connectTimeout
                + ", requestTimeout=" + requestTimeout + ", token=" + (token == null ? "none" : "given") + ", tokens="
                + tokens.size() + ", sslBundle=" + sslBundle + "]";
    }
}
