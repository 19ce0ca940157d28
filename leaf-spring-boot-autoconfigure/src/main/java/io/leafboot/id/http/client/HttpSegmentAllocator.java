package io.leafboot.id.http.client;

import io.leafboot.id.IdLimitReachedException;
import io.leafboot.id.InvalidSegmentException;
import io.leafboot.id.UnknownTagException;
import io.leafboot.id.segment.SegmentAllocator;
import io.leafboot.id.segment.SegmentClaim;
import io.leafboot.id.segment.SegmentRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Claims segments from an id service. The address that answered last is asked first, and the others when it fails; all of
 * them with one idempotency key, so that it does not matter which one's answer was lost.
 *
 * <p>A claim that may have reached a service and brought no answer is kept, and the tag's next claim is this one again, key
 * and all. So such a failure wastes nothing and is told as a plain one. What is kept is lost with the process; its range is
 * wasted then.
 *
 * <p>A stop forgets what is kept. A process image that is taken after it may be restored twice, and both would get the same
 * range for the key.
 *
 * <p>Unused ids are not given back: the service could not tell whether another client's range lies above them.
 */
final class HttpSegmentAllocator implements SegmentAllocator, SmartLifecycle {

    /** Stopped after the generator, as the connections to a database are. */
    private static final int PHASE = Integer.MIN_VALUE + 1_000;

    /** The service takes no other tags; these two would leave the path. */
    private static final Pattern TAG = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,128}");

    /** More tags than this do not fail at one time; what is not kept is wasted at worst. */
    private static final int MOST_PENDING = 100_000;

    private final ClientSettings settings;

    private final ClaimExchange exchange;

    /** By tag; the engine makes one claim at a time for each. */
    private final ConcurrentHashMap<String, Pending> pending = new ConcurrentHashMap<>();

    /** How often this was stopped; a claim that was under way meanwhile is void. */
    private final AtomicInteger stops = new AtomicInteger();

    private volatile boolean running;

    /** Index of the address that answered last. A race between tags costs a request more, at worst. */
    private volatile int preferred;

    /** A claim that is made, or made again. */
    private record Pending(String key, SegmentRequest request) {}

    HttpSegmentAllocator(ClientSettings settings, HttpClient client) {
        this.settings = settings;
        this.exchange = new ClaimExchange(client, settings);
    }

    @Override
    public SegmentClaim claim(SegmentRequest request) {
        String tag = request.tag();
        if (!TAG.matcher(tag).matches()) {
            throw new UnknownTagException(
                    tag,
                    "Tag '" + tag
                            + "' cannot be claimed from the id service, whose tags have 1 to 128 of the characters"
                            + " A-Z, a-z, 0-9, '.', '_' and '-'.",
                    null);
        }
        if (request.knownStep() == SegmentRequest.ANY_STEP) {
            // For somebody else, who has a key of his own and wants exactly so many: nothing is kept, nor taken from
            // there.
            return claim(new Pending(UUID.randomUUID().toString(), request), new boolean[1]);
        }
        Pending kept = takeKept(tag, request.maxLength());
        Pending claim = kept != null ? kept : new Pending(UUID.randomUUID().toString(), request);
        boolean[] mayHaveClaimed = {kept != null};
        boolean ended = false;
        int stopsBefore = stops.get();
        try {
            SegmentClaim claimed = claim(claim, mayHaveClaimed);
            ended = true;
            if (stops.get() != stopsBefore) {
                throw new IllegalStateException("The application was stopped while a segment was claimed");
            }
            return claimed;
        } catch (UnknownTagException e) {
            ended = true; // or names that somebody made up would pile up
            throw e;
        } catch (InvalidSegmentException | IdLimitReachedException e) {
            // Where the row went back, somebody else may have what the key stands for by the time it is put right.
            ended = true;
            throw e;
        } finally {
            if (!ended && mayHaveClaimed[0] && pending.size() < MOST_PENDING) {
                pending.put(tag, claim);
                if (stops.get() != stopsBefore) { // counted before it is emptied, so one of the two sees the other
                    pending.remove(tag, claim);
                }
            }
        }
    }

    /** Takes the claim that is kept for a tag, unless it may bring more than is allowed this time. */
    private @Nullable Pending takeKept(String tag, int maxLength) {
        Pending kept = pending.get(tag);
        return kept != null && kept.request().maxLength() <= maxLength && pending.remove(tag, kept) ? kept : null;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        stops.incrementAndGet();
        pending.clear();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private SegmentClaim claim(Pending claim, boolean[] mayHaveClaimed) {
        long deadline = System.nanoTime() + settings.claimTimeout().toNanos();
        int addresses = settings.segments().size();
        int start = preferred;
        IllegalStateException failure = new IllegalStateException("The id service was not asked in time");
        for (int i = 0; i < addresses; i++) {
            int index = (start + i) % addresses;
            URI address = settings.segments().get(index);
            try {
                SegmentClaim claimed = ask(address, claim, deadline, mayHaveClaimed);
                preferred = index;
                return claimed;
            } catch (InterruptedException e) {
                mayHaveClaimed[0] = true;
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while a segment was claimed", e);
            } catch (IOException e) {
                IllegalStateException next =
                        new IllegalStateException("The id service at " + shown(address) + " failed: " + said(e), e);
                if (i > 0) {
                    next.addSuppressed(failure);
                }
                failure = next;
            }
            if (System.nanoTime() >= deadline) {
                break;
            }
        }
        throw failure;
    }

    /**
     * Asks one address.
     *
     * @throws IOException if another one may know better
     * @throws RuntimeException if none does
     */
    private SegmentClaim ask(URI address, Pending claim, long deadline, boolean[] mayHaveClaimed)
            throws IOException, InterruptedException {
        SegmentRequest request = claim.request();
        String tag = request.tag();
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        ClaimExchange.Answer answer = exchange.post(address, claim.key(), request, left, mayHaveClaimed);
        if (answer.status() == 200) {
            SegmentClaim claimed = ClaimAnswer.claim(answer.body(), tag, request.maxLength());
            if (claimed == null) {
                mayHaveClaimed[0] = true;
                throw new IOException("its answer is not a range of tag '" + tag + "'");
            }
            return claimed;
        }
        String problem = ClaimAnswer.problem(answer.body());
        String detail = ClaimAnswer.detail(answer.body());
        if (answer.status() == 401 || answer.status() == 403) {
            throw new IllegalStateException("The id service at " + shown(address) + " refuses tag '" + tag + "' with "
                    + answer.status() + ": check leaf.http.client.token and leaf.http.client.tokens."
                    + settings.tagOf().apply(tag) + ".");
        }
        if (problem.equals("unknown-tag")) {
            throw new UnknownTagException(
                    tag, "Unknown tag '" + tag + "': the id service at " + shown(address) + " has no such tag.", null);
        }
        if (problem.equals("limit-reached")) {
            throw new IdLimitReachedException(tag, ClaimAnswer.limit(answer.body()));
        }
        if (problem.equals("quarantined") || problem.equals("row-not-claimable")) {
            // Not the next address: its memory may be shorter, and this one's knowledge is what protects the tag.
            throw new InvalidSegmentException(
                    tag, "The id service at " + shown(address) + " does not claim for tag '" + tag + "': " + detail);
        }
        if (problem.equals("key-reused") || problem.equals("bad-call")) {
            mayHaveClaimed[0] = false; // asking again would be answered alike
            throw new IllegalStateException("The id service at " + shown(address) + " refused the claim: " + detail);
        }
        if (answer.status() >= 500) {
            mayHaveClaimed[0] = true;
        }
        throw new IOException("status " + answer.status() + (detail.isEmpty() ? "" : ", " + detail));
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String shown(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }
}
