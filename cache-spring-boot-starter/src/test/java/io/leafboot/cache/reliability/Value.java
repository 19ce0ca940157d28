package io.leafboot.cache.reliability;

/**
 * What is cached.
 *
 * @param key what it was asked for by
 * @param version of the key in the source
 * @param padding what makes it large
 */
public record Value(String key, long version, String padding) {}
