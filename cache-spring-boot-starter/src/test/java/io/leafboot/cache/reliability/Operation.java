package io.leafboot.cache.reliability;

import org.jspecify.annotations.Nullable;

/**
 * What a caller did and got.
 *
 * @param node number of the process, never given to another one
 * @param key with its cache, {@code redis/k1}
 * @param begin on the clock that all processes of this machine share, see {@link NodesTests}
 * @param version read, or written to the source before the key was evicted or put
 * @param failure what the caller caught instead
 */
record Operation(
        int node,
        int thread,
        String key,
        Kind kind,
        long begin,
        long end,
        long version,
        @Nullable String failure) {

    /** What is done. */
    enum Kind {
        /** A call of a {@code @Cacheable} method. */
        READ,
        /** The same with {@code sync = true}. */
        READ_IN_SYNC,
        /** The source is written, and the key evicted by {@code @CacheEvict}. */
        EVICT,
        /** The source is written, and the value put by {@code @CachePut}. */
        PUT;

        boolean isRead() {
            return this == READ || this == READ_IN_SYNC;
        }
    }

    private static final String SEPARATOR = "\t";
    private static final String WHOLE = ".";

    String line() {
        return String.join(
                SEPARATOR,
                Integer.toString(thread),
                key,
                kind.name(),
                Long.toString(begin),
                Long.toString(end),
                Long.toString(version),
                failure == null ? "" : failure.replaceAll("\\s+", " "),
                WHOLE);
    }

    /** Whether this is all of a line: a process may have been killed as it wrote. */
    static boolean isWhole(String line) {
        return line.endsWith(SEPARATOR + WHOLE);
    }

    static Operation parse(int node, String line) {
        String[] parts = line.split(SEPARATOR, -1);
        return new Operation(
                node,
                Integer.parseInt(parts[0]),
                parts[1],
                Kind.valueOf(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                parts[6].isEmpty() ? null : parts[6]);
    }
}
