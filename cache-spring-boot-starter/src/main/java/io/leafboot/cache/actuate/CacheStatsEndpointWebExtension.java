package io.leafboot.cache.actuate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Answers the endpoint's delete operation in HTTP's terms: 204, and 404 for an unknown cache. */
@EndpointWebExtension(endpoint = CacheStatsEndpoint.class)
public class CacheStatsEndpointWebExtension {

    private final CacheStatsEndpoint endpoint;

    CacheStatsEndpointWebExtension(CacheStatsEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** See {@link CacheStatsEndpoint#evict}. */
    @DeleteOperation
    public WebEndpointResponse<Void> evict(@Selector String cache, @Nullable String key) {
        boolean known = endpoint.evict(cache, key) != null;
        return new WebEndpointResponse<>(
                known ? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
    }
}
