package io.leafboot.cache.cluster;

import java.util.function.Function;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.EmbeddedCacheManager;
import org.jspecify.annotations.Nullable;

/**
 * What one node asks another to do. Names a cache and a kind of work, never a class: what the wire can have done here is what
 * stands here.
 *
 * @param kind what to do
 * @param cache name of the cache; empty for the node itself
 * @param text what to do it with, by kind
 * @param bytes more of it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RemoteCall(Kind kind, String cache, String text, byte[] bytes)
        implements Function<EmbeddedCacheManager, @Nullable Object> {

    /** Kinds of work. */
    enum Kind {
        /** To drop near copies of keys; of all keys if none are named. */
        DROP_NEAR(1),
        /** To load the value of a key by the cache's loader. */
        LOAD(2),
        /** To list keys that this node holds. */
        KEYS(3),
        /** To tell what there is here. */
        DESCRIBE(4),
        /** To tell which view of the cluster it has. */
        VIEW(5),
        /** To tell which nodes own the keys of each cache. */
        TOPOLOGIES(6),
        /** To tell whether parts of the cluster have met that are not one again yet. */
        REUNION(7);

        /** What it is on the wire. */
        final int number;

        Kind(int number) {
            this.number = number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            throw new IllegalArgumentException(
                    "Another version of this library asks for " + number + ", not known here");
        }
    }

    @Override
    public @Nullable Object apply(EmbeddedCacheManager manager) {
        // The manager that a task is given is a wrapper; who answers was registered with the engine when it joined.
        ClusterCalls calls = GlobalComponentRegistry.of(manager).getComponent(ClusterCalls.class);
        return calls == null ? null : calls.answer(this);
    }
}
