package io.leafboot.id.autoconfigure;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdRange;
import io.leafboot.id.TagIdGenerator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws from the generator of a tag that has one of its own, and else from segments. Only there where some declared tag is
 * more than a sequence, so that nobody else pays for the look-up.
 */
final class RoutingIdGenerator implements IdGenerator {

    private final Map<String, TagIdGenerator> routes;

    private final IdGenerator segments;

    RoutingIdGenerator(Map<String, TagIdGenerator> routes, IdGenerator segments) {
        this.routes = Map.copyOf(routes);
        this.segments = segments;
    }

    @Override
    public long nextId(String tag) {
        TagIdGenerator route = route(tag);
        return route == null ? segments.nextId(tag) : route.nextId();
    }

    @Override
    public long[] nextIds(String tag, int n) {
        TagIdGenerator route = route(tag);
        return route == null ? segments.nextIds(tag, n) : route.nextIds(n);
    }

    @Override
    public IdRange nextRange(String tag, int atMost) {
        TagIdGenerator route = route(tag);
        return route == null ? segments.nextRange(tag, atMost) : route.nextRange(atMost);
    }

    @Override
    public TagIdGenerator forTag(String tag) {
        TagIdGenerator route = route(tag);
        return route == null ? segments.forTag(tag) : route;
    }

    /** A {@code null} from the application gets the segments' message. */
    private @Nullable TagIdGenerator route(@Nullable String tag) {
        return tag == null ? null : routes.get(tag);
    }
}
