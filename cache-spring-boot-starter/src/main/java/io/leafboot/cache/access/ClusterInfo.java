package io.leafboot.cache.access;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells callers from outside of the cluster that this application is a node of. A bean of it is what they are shown. */
@FunctionalInterface
public interface ClusterInfo {

    /**
     * Members and the like: strings, numbers, booleans, and lists and maps of them, by name; no secrets. {@code null} as long as
     * it is the node of none.
     */
    @Nullable
    Map<String, ?> describe();
}
