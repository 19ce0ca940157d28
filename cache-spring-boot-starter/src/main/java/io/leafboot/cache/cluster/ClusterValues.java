package io.leafboot.cache.cluster;

import io.leafboot.cache.CacheEntry;
import io.leafboot.cache.cluster.Stored.Kind;
import io.leafboot.cache.cluster.Stored.Value;
import io.leafboot.cache.codec.ValueCodec;
import io.leafboot.cache.codec.ValueTypes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Values as the cluster holds them: the bytes that the codec makes of them, as with every type of cache outside of memory. */
final class ClusterValues {

    private static final int[] NO_TAGS = {};

    private final ValueCodec codec;
    private final ValueTypes types;
    private final long maxBytes;

    ClusterValues(ValueCodec codec, ValueTypes types, long maxBytes) {
        this.codec = codec;
        this.types = types;
        this.maxBytes = maxBytes;
    }

    /**
     * An entry, to be stored.
     *
     * @param marks what was known of clears and evicts before its value was read from the source
     * @throws Exception if it cannot be written, or is too long
     */
    Stored write(CacheEntry entry, Marks marks) throws Exception {
        Object object = entry.get();
        byte[] bytes = {};
        long fingerprint = 0;
        if (object != null) {
            ValueTypes.Known known = types.of(object);
            bytes = codec.encode(object, known.type());
            fingerprint = known.fingerprint();
            if (bytes.length > maxBytes) {
                throw new IllegalArgumentException("It takes " + bytes.length + " bytes, which is more than "
                        + "cache.cluster.max-value-size (" + maxBytes + ")");
            }
        }
        int[] tags = entry.tags() == null ? NO_TAGS : entry.tags();
        Value value = new Value(
                object == null ? Kind.NULL : Kind.BYTES,
                marks.generation(),
                fingerprint,
                bytes,
                (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(entry.costNanos())),
                tags,
                marks.of(tags),
                Stored.in(entry.ttlNanos()),
                entry.mayBeOld() ? Stored.in(entry.freshNanos()) : Stored.NEVER);
        Stored stored = Stored.of(value, Stored.Lease.NONE);
        if (Immutables.contains(object)) {
            stored.decoded = new ClusterEntry(object, value);
        }
        return stored;
    }

    /**
     * What is stored, as an entry. Objects in memory are shared by all who read them, so those that somebody could change are
     * made anew for each.
     *
     * @throws Exception if it was written as a type or in a shape not known here
     */
    CacheEntry read(Stored stored) throws Exception {
        CacheEntry decoded = stored.decoded;
        if (decoded != null) {
            return decoded;
        }
        Value value = stored.value;
        Object object = value.kind() == Kind.NULL ? null : object(value);
        CacheEntry entry = new ClusterEntry(object, value);
        if (Immutables.contains(object)) {
            stored.decoded = entry;
        }
        return entry;
    }

    private Object object(Value value) throws Exception {
        ValueTypes.Known known = types.ofFingerprint(value.fingerprint());
        if (known == null) {
            throw new IllegalStateException("It was written as a type, or a shape of a type, that is not kept here");
        }
        return codec.decode(value.bytes(), 0, value.bytes().length, known.type());
    }

    /** An entry that knows when it will be old, whenever it is asked. */
    static final class ClusterEntry extends CacheEntry {

        private final long oldAt;

        ClusterEntry(@Nullable Object object, Value value) {
            this(object, value, left(value.endsAt()));
        }

        private ClusterEntry(@Nullable Object object, Value value, long ttlNanos) {
            super(object, ttlNanos, fresh(value, ttlNanos), value.costMillis() * 1_000_000L, tags(value));
            this.oldAt = value.oldAt() == Stored.NEVER ? value.endsAt() : value.oldAt();
        }

        private static int @Nullable [] tags(Value value) {
            return value.tags().length == 0 ? null : value.tags();
        }

        private static long left(long time) {
            return time == Stored.NEVER ? FOREVER : Math.max(1, time - System.nanoTime());
        }

        /** Less than the time to live for one that may be old, and else the same. */
        private static long fresh(Value value, long ttlNanos) {
            return value.oldAt() == Stored.NEVER ? ttlNanos : Math.min(value.oldAt() - System.nanoTime(), ttlNanos - 1);
        }

        @Override
        public long freshNanos() {
            return oldAt == Stored.NEVER ? FOREVER : oldAt - System.nanoTime();
        }
    }
}
