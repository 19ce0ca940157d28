package io.leafboot.cache.twolevel;

import io.leafboot.cache.CacheStoreException;
import io.leafboot.cache.memory.LocalLevel;
import io.leafboot.cache.redis.InvalidationLog;
import io.leafboot.cache.redis.RedisStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What follows here from what other nodes wrote: puts on their way are given up first, and copies in memory last. */
final class WritesByOthers implements InvalidationLog.Listener {

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private final LocalLevel local;
    private final RedisStore remote;
    private final @Nullable PutsBehind behind;
    private final TwoLevelWrites writes;

    WritesByOthers(LocalLevel local, RedisStore remote, @Nullable PutsBehind behind, TwoLevelWrites writes) {
        this.local = local;
        this.remote = remote;
        this.behind = behind;
        this.writes = writes;
    }

    @Override
    public void written(String text) {
        if (behind != null) {
            behind.giveUp(text);
        }
        remote.writtenByOthers(text);
        local.written(text);
    }

    @Override
    public void tagEvicted(int tag) {
        giveUpAll(); // which of them have the tag is not looked at
        local.tagEvicted(tag);
    }

    @Override
    public void allWritten() {
        giveUpAll();
        local.allWritten();
    }

    private void giveUpAll() {
        if (behind != null) {
            behind.giveUpAll();
        }
        remote.allWrittenByOthers();
    }

    @Override
    public void wentBack() {
        try {
            writes.clear();
        } catch (
                CacheStoreException
                        ex) { // where callers are told; it is remembered, and nothing is read until it is done
            log.debug("A cache is cleared in Redis as soon as it can be", ex);
        }
    }
}
