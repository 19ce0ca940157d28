package io.leafboot.cache.access;

import java.util.Map;

/** Tells callers from outside of the cluster that this application is a node of. A bean of it is what they are shown. */
@FunctionalInterface
public interface ClusterInfo {

    /** Members and the like: strings, numbers, booleans, and lists and maps of them, by name; no secrets. */
    Map<String, ?> describe();
}
