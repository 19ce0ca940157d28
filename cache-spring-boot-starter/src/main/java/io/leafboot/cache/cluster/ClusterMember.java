package io.leafboot.cache.cluster;

/**
 * A node.
 *
 * @param name what logs call it
 * @param address where it listens
 */
public record ClusterMember(String name, String address) {}
