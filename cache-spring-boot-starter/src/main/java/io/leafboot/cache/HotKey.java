package io.leafboot.cache;

import org.jspecify.annotations.Nullable;

/**
 * A key that is read often on this node.
 *
 * @param key text of the key
 * @param reads reads within the last ten seconds or so; {@code null} where they are not counted, and only their order is known
 */
public record HotKey(String key, @Nullable Long reads) {}
