package io.leafboot.id.snowflake;

import io.leafboot.id.TagIdGenerator;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Ids of a clock, a worker id and a sequence. All tags of an instance share its worker id, which is leased from a
 * {@link WorkerTable}; each has a sequence of its own. Ids of a tag rise strictly within one instance, and roughly with time
 * over all of them.
 *
 * <p>The time in an id is one that this process's clock showed. A clock that goes back is waited for up to
 * {@link SnowflakeSettings#maxBackward()} and within the caller's deadline; beyond it calls get
 * {@link io.leafboot.id.ClockMovedBackException}. While the table does not answer, ids are issued for as long as the lease
 * lasts, then calls get {@link io.leafboot.id.NoWorkerIdException}; both pass by themselves.
 *
 * <p>Source: Twitter's Snowflake (layout, sequence per millisecond); the times that are reserved in the store before they are
 * used, TiDB's timestamp oracle. Safe for concurrent use. The thread is a daemon.
 */
public final class SnowflakeIds implements AutoCloseable {

    private final ConcurrentHashMap<String, SnowflakeTag> tags = new ConcurrentHashMap<>();

    private final WorkerKeeper keeper;

    private SnowflakeIds(WorkerTable table, SnowflakeSettings settings, LongSupplier clock) {
        this.keeper = new WorkerKeeper(table, settings, clock, this::all);
    }

    /** Creates a generator; it claims a worker id when it is started, or when the first id is drawn. */
    public static SnowflakeIds create(WorkerTable table, SnowflakeSettings settings) {
        return create(table, settings, System::currentTimeMillis);
    }

    /** As {@link #create(WorkerTable, SnowflakeSettings)}, with a clock that gives milliseconds since 1970. */
    public static SnowflakeIds create(WorkerTable table, SnowflakeSettings settings, LongSupplier clock) {
        return new SnowflakeIds(table, settings, clock);
    }

    private Collection<SnowflakeTag> all() {
        return tags.values();
    }

    /** Resolves a tag. Performs no I/O. */
    public TagIdGenerator forTag(String tag) {
        return tags.computeIfAbsent(tag, name -> new SnowflakeTag(name, keeper));
    }

    /**
     * Claims a worker id, and waits for it. Ids are issued again after a {@link #stop()}; without effect after
     * {@link #close()}.
     *
     * @param timeout how long to wait while the table fails
     * @throws WorkerRefusedException at once if the table answers that there is none; it is asked for nevertheless until a stop
     * @throws IllegalStateException if the table did not answer in time, with its last error
     */
    public void start(Duration timeout) {
        keeper.start();
        if (!keeper.awaitLease(timeout)) {
            RuntimeException error = keeper.lastError();
            if (error instanceof WorkerRefusedException) {
                throw error;
            }
            throw new IllegalStateException(
                    "The table of worker ids "
                            + (error == null ? "has not answered after " + timeout + "." : "fails: " + error),
                    error);
        }
    }

    /**
     * Stops issuing and gives the worker id back; calls get {@link io.leafboot.id.IdGeneratorStoppedException}. A process
     * image taken after this call holds no worker id, so starting it twice repeats no id.
     */
    public void stop() {
        keeper.stop();
    }

    /** Stops for good. */
    @Override
    public void close() {
        keeper.close();
    }

    /** Tells whether ids are issued, or will be once there is a worker id. */
    public boolean isRunning() {
        return keeper.isRunning();
    }

    /** Returns how ids are put together. */
    public SnowflakeLayout layout() {
        return keeper.settings.layout();
    }

    /** Returns the state of the worker id. */
    public WorkerStatus worker() {
        return keeper.status();
    }

    /** Returns the state of a tag; of one that was not resolved yet, too. Takes no id. */
    public SnowflakeTagStatus tag(String tag) {
        return tags.computeIfAbsent(tag, name -> new SnowflakeTag(name, keeper)).status();
    }

    /** Returns the tags that were resolved, in the order of their names. Takes no id. */
    public List<SnowflakeTagStatus> tags() {
        return all().stream()
                .map(SnowflakeTag::status)
                .sorted(Comparator.comparing(SnowflakeTagStatus::tag))
                .toList();
    }
}
