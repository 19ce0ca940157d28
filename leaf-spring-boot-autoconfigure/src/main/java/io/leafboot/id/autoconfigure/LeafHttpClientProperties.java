package io.leafboot.id.autoconfigure;

import java.net.URI;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The id service that segments are claimed from.
 *
 * @param urls Addresses of the service; the first that answers is used.
 */
public record LeafHttpClientProperties(@DefaultValue List<URI> urls) {}
