package io.leafboot.cache.redis;

import io.leafboot.cache.CacheStoreException;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisAsyncCommandsImpl;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Commands to one Redis, over a connection that is shared among threads.
 *
 * <p>Spring Data's own commands wait for each answer; these are pipelined by nature, so that a bulk call is one round trip
 * on every topology, and each wait has a limit of ours.
 *
 * <p>Safe for use by many threads.
 */
final class RedisLink implements AutoCloseable {

    /** Keys that are waited for together at most, within one time limit. */
    static final int AT_ONCE = 2500;

    private static final Logger log = LoggerFactory.getLogger("io.leafboot.cache");

    private final LettuceConnectionFactory factory;
    private final SharedConnection connection;
    private final Duration timeout;
    private final int partitions;
    private final Breakers breakers;

    RedisLink(LettuceConnectionFactory factory, RedisSettings settings, ScheduledExecutorService scheduler) {
        this.factory = factory;
        this.connection = new SharedConnection(factory);
        this.timeout = settings.commandTimeout();
        this.partitions = factory.isClusterAware() ? settings.clusterPartitions() : 1;
        this.breakers = new Breakers(name(factory), partitions, settings.breaker(), scheduler, this::probe);
    }

    private static String name(LettuceConnectionFactory factory) {
        RedisClusterConfiguration cluster = factory.getClusterConfiguration();
        if (cluster != null) {
            return "Cluster " + cluster.getClusterNodes();
        }
        RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
        if (sentinel != null) {
            return "Sentinels " + sentinel.getSentinels();
        }
        return factory.getHostName() + ":" + factory.getPort();
    }

    /**
     * Over how many hash tags keys are spread: one where all keys are on one server. What belongs together (a value, its
     * lease, its entry in the log) has one tag, so that a script can change it as one.
     */
    int partitions() {
        return partitions;
    }

    LettuceConnectionFactory factory() {
        return factory;
    }

    Duration timeout() {
        return timeout;
    }

    /** Which partitions are left alone. */
    Breakers breakers() {
        return breakers;
    }

    // Every command has the partition of its keys: where that is left alone, its answer is a failure at once.

    CompletableFuture<List<KeyValue<byte[], byte[]>>> mget(int partition, byte[]... keys) {
        return sent(partition, commands -> commands.mget(keys), deadline());
    }

    /** Asks any server; on a cluster, nobody knows which. */
    CompletableFuture<String> ping() {
        return partitions == 1
                ? sent(0, RedisClusterAsyncCommands::ping, deadline())
                : sent(commands(), RedisClusterAsyncCommands::ping, deadline());
    }

    /** Asks the server of this partition, even if that is left alone. A script, since a plain read may go to a replica. */
    private CompletableFuture<?> probe(int partition) {
        byte[][] key = {("{" + partition + "}").getBytes(StandardCharsets.UTF_8)};
        return sent(commands(), commands -> commands.<Long>eval("return 1", ScriptOutputType.INTEGER, key), deadline());
    }

    /** Runs a script that answers with a list. */
    CompletableFuture<List<@Nullable Object>> run(int partition, Script script, byte[][] keys, byte[][] args) {
        return run(partition, script, ScriptOutputType.MULTI, keys, args);
    }

    /**
     * Like {@link #run}, but always sends the text: where a script is not known yet, sending it again would let what was sent
     * in between overtake it.
     */
    CompletableFuture<List<@Nullable Object>> runInOrder(int partition, Script script, byte[][] keys, byte[][] args) {
        return sent(
                partition,
                commands -> commands.<List<@Nullable Object>>eval(script.text(), ScriptOutputType.MULTI, keys, args),
                deadline());
    }

    /** Runs a script that answers with a number. */
    CompletableFuture<Long> count(int partition, Script script, byte[][] keys, byte[][] args) {
        return run(partition, script, ScriptOutputType.INTEGER, keys, args);
    }

    /**
     * Runs a script whose answer nobody waits for, even if the partition is left alone: behind what has been sent and may still
     * be carried out.
     */
    void runAfterwards(Script script, byte[][] keys, byte[][] args) {
        if (connection.made() == null) {
            return; // nothing has been sent
        }
        try {
            var unused = sent(
                    commands(),
                    commands -> commands.<Long>eval(script.text(), ScriptOutputType.INTEGER, keys, args),
                    deadline());
        } catch (CacheStoreException ex) {
            log.debug("Redis is not told what it need not carry out any more", ex);
        }
    }

    /** Runs a script that answers with a text. */
    CompletableFuture<String> text(int partition, Script script, byte[][] keys, byte[][] args) {
        CompletableFuture<byte[]> answer = run(partition, script, ScriptOutputType.VALUE, keys, args);
        return answer.thenApply(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    private <T> CompletableFuture<T> run(
            int partition, Script script, ScriptOutputType type, byte[][] keys, byte[][] args) {
        long deadline = deadline();
        CompletableFuture<T> known =
                sent(partition, commands -> commands.<T>evalsha(script.sha1(), type, keys, args), deadline);
        return known.exceptionallyCompose(failure -> unwrap(failure) instanceof RedisNoScriptException
                ? sent(partition, commands -> commands.<T>eval(script.text(), type, keys, args), deadline)
                : CompletableFuture.failedFuture(failure));
    }

    private long deadline() {
        return System.nanoTime() + timeout.toNanos();
    }

    /** The command, and what becomes of it is known here before it is known to whoever waits for it. */
    private <T> CompletableFuture<T> sent(
            int partition, Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command, long deadline) {
        CacheStoreException refusal = breakers.refusal(partition);
        if (refusal != null) {
            return CompletableFuture.failedFuture(refusal);
        }
        long began = System.nanoTime();
        RedisClusterAsyncCommands<byte[], byte[]> commands;
        try {
            commands = commands();
        } catch (CacheStoreException ex) {
            breakers.recordAll(began, ex);
            throw ex;
        }
        CompletableFuture<T> answer;
        try {
            answer = sent(commands, command, deadline);
        } catch (CacheStoreException ex) {
            breakers.record(partition, began, ex);
            throw ex;
        }
        return answer.whenComplete((value, failure) -> breakers.record(partition, began, failure));
    }

    /**
     * The command itself, which fails at the deadline. Lettuce sends no command that has ended: so what nobody waits for any
     * more is not sent when a broken connection is back, over what was written meanwhile.
     */
    private <T> CompletableFuture<T> sent(
            RedisClusterAsyncCommands<byte[], byte[]> commands,
            Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command,
            long deadline) {
        try {
            return command.apply(commands)
                    .toCompletableFuture()
                    .orTimeout(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RedisException ex) { // a connection that is closed for good refuses at once
            connection.renew();
            throw new CacheStoreException("Redis cannot be reached: " + ex.getMessage(), ex);
        }
    }

    /**
     * Waits for an answer.
     *
     * @throws CacheStoreException if it is an error, or does not come in time
     */
    <T extends @Nullable Object> T await(CompletableFuture<T> answer) {
        try {
            return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException ex) {
            throw new CacheStoreException("Redis did not answer within " + timeout.toMillis() + " ms", ex);
        } catch (ExecutionException ex) {
            throw failure(ex);
        } catch (InterruptedException ex) {
            Thread.currentThread().interrupt();
            throw new CacheStoreException("Interrupted while waiting for Redis", ex);
        }
    }

    /**
     * A future that ends in time, with the exception that {@link #await} would throw. It does not end on the thread that
     * reads what Redis sends: what follows may be an application's code, and that may wait for Redis.
     */
    <T extends @Nullable Object> CompletableFuture<T> bounded(CompletableFuture<T> answer) {
        return answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(failure(failure)))
                .whenCompleteAsync((value, failure) -> {});
    }

    private static CacheStoreException failure(Throwable failure) {
        Throwable cause = unwrap(failure);
        return cause instanceof CacheStoreException known
                ? known
                : new CacheStoreException("Redis failed: " + cause, cause);
    }

    private static Throwable unwrap(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * The shared connection. While it is broken, a call fails at once: Lettuce would queue it until the connection is back,
     * and every caller would wait out the timeout.
     */
    @SuppressWarnings("unchecked") // what connections of Spring Data to Lettuce are, on every topology
    private RedisClusterAsyncCommands<byte[], byte[]> commands() {
        RedisConnection current = connection.made();
        if (current == null) {
            current = await(connection.connecting());
        }
        RedisClusterAsyncCommands<byte[], byte[]> commands;
        try {
            commands = (RedisClusterAsyncCommands<byte[], byte[]>) current.getNativeConnection();
        } catch (DataAccessException | IllegalStateException ex) {
            throw new CacheStoreException("Redis cannot be reached: " + ex.getMessage(), ex);
        }
        if (commands instanceof RedisAsyncCommandsImpl<byte[], byte[]> single
                && !single.getConnection().isOpen()) {
            connection.renew();
            throw new CacheStoreException(
                    "The connection to Redis is broken", new RedisConnectionException("It is not open"));
        }
        return commands;
    }

    /** Connects, so that the first caller need not wait for it, and says so if that does not work yet. */
    void open() {
        breakers.wake();
        try {
            await(connection.connecting());
        } catch (CacheStoreException ex) {
            log.warn("Redis cannot be reached yet; caches in it keep nothing until it can: {}", ex.getMessage());
        }
    }

    /** Lets go of the connection, and does not ask on its own whether Redis answers, until {@link #open}. */
    void stop() {
        breakers.rest();
        connection.disconnect();
    }

    @Override
    public void close() {
        breakers.close();
        connection.close();
    }
}
