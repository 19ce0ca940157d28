package io.leafboot.id.http.client;

import io.leafboot.id.segment.SegmentRequest;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One request and its answer, body included, within a time limit. */
final class ClaimExchange {

    /** An answer of ours has some hundred bytes. */
    private static final int MOST_BYTES = 16_384;

    /** An answer. */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Answer(int status, byte[] body) {}

    private final HttpClient client;

    private final ClientSettings settings;

    ClaimExchange(HttpClient client, ClientSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Posts a claim; once more on a fresh connection if an open one turned out to be closed.
     *
     * @param mayHaveClaimed is set if it fails and the service may have seen it
     */
    Answer post(URI address, String key, SegmentRequest claim, Duration left, boolean[] mayHaveClaimed)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + left.toNanos();
        try {
            return postOnce(address, key, claim, left);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw e; // nothing was sent
        } catch (HttpTimeoutException e) {
            mayHaveClaimed[0] = true;
            throw e;
        } catch (IOException e) {
            mayHaveClaimed[0] = true;
            long rest = end - System.nanoTime();
            if (rest <= 0) {
                throw e;
            }
            return postOnce(address, key, claim, Duration.ofNanos(rest));
        }
    }

    private Answer postOnce(URI address, String key, SegmentRequest claim, Duration left)
            throws IOException, InterruptedException {
        Duration limit = left.compareTo(settings.requestTimeout()) < 0 ? left : settings.requestTimeout();
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(claim.tag() + "?size=" + claim.length()
                        + (claim.knownStep() == SegmentRequest.ANY_STEP ? "" : "&knownStep=" + claim.knownStep())
                        + "&maxSize=" + claim.maxLength()))
                .timeout(limit)
                .header("Idempotency-Key", key)
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.noBody());
        String token = settings.token(claim.tag());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request.build(), info -> new LimitedBody(MOST_BYTES));
        try {
            // The request's own limit ends with the headers of the answer.
            HttpResponse<byte[]> response = sent.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new Answer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            sent.cancel(true);
            throw new HttpTimeoutException("no answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            sent.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(e.getCause());
        }
    }
}
