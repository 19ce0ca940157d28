package io.leafboot.id.actuate;

import io.leafboot.id.UnknownTagException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/** Answers the endpoint's write operation in HTTP's terms: 404 for an unknown tag, 400 for a value out of range. */
@EndpointWebExtension(endpoint = LeafEndpoint.class)
public class LeafEndpointWebExtension {

    private final LeafEndpoint endpoint;

    LeafEndpointWebExtension(LeafEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** See {@link LeafEndpoint#change}. */
    @WriteOperation
    public WebEndpointResponse<?> change(@Selector String tag, @Nullable Integer step, @Nullable Long advanceTo) {
        try {
            return new WebEndpointResponse<>(endpoint.change(tag, step, advanceTo));
        } catch (UnknownTagException e) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        } catch (IllegalArgumentException e) {
            return new WebEndpointResponse<>(
                    new Problem(String.valueOf(e.getMessage())), WebEndpointResponse.STATUS_BAD_REQUEST);
        }
    }

    /** Why a request was refused. */
    public record Problem(String error) {}
}
