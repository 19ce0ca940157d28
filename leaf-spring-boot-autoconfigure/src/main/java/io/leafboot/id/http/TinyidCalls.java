package io.leafboot.id.http;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.IdRange;
import io.leafboot.id.UnknownTagException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * The calls of tinyid, with parameters in the query or in a form, by any method. A call has two shapes: an object with code
 * and message, and a "simple" list of numbers that is empty after an error. Status is 200 for errors too.
 */
final class TinyidCalls {

    /** When a client asks for its next range, in percent of the present one. */
    private static final int LOADING_PERCENT = 20;

    private final IdGenerator ids;

    private final TagAccess access;

    private final int maxCount;

    private final int segmentSize;

    TinyidCalls(IdGenerator ids, TagAccess access, int maxCount, int segmentSize) {
        this.ids = ids;
        this.access = access;
        this.maxCount = maxCount;
        this.segmentSize = segmentSize;
    }

    /** {@code /tinyid/id/nextId?bizType=order&batchSize=10&token=…}. */
    void nextId(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Call(request, response, false).answerIds();
    }

    /** {@code /tinyid/id/nextIdSimple}: {@code 1,2,3}. */
    void nextIdSimple(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Call(request, response, true).answerIds();
    }

    /** {@code /tinyid/id/nextSegmentId?bizType=order&token=…}: a range that the client draws from by itself. */
    void nextSegmentId(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Call(request, response, false).answerSegment();
    }

    /** {@code /tinyid/id/nextSegmentIdSimple}: {@code currentId,loadingId,maxId,delta,remainder}. */
    void nextSegmentIdSimple(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Call(request, response, true).answerSegment();
    }

    private final class Call {

        private static final int SUCCESS = 200;

        private static final int BAD_TOKEN = 5;

        private static final int FAILED = 6;

        private final HttpServletRequest request;

        private final HttpServletResponse response;

        private final boolean simple;

        private final String tag;

        Call(HttpServletRequest request, HttpServletResponse response, boolean simple) {
            this.request = request;
            this.response = response;
            this.simple = simple;
            this.tag = parameter("bizType");
        }

        void answerIds() throws IOException {
            int count;
            try {
                String batchSize = parameter("batchSize");
                count = batchSize.isEmpty() ? 1 : Math.min(Integer.parseInt(batchSize), maxCount);
            } catch (NumberFormatException e) {
                BootError.send(request, response, HttpStatus.BAD_REQUEST, null, "batchSize is not a number");
                return;
            }
            if (isRefused()) {
                return;
            }
            long[] batch;
            try {
                batch = count < 1 ? new long[0] : ids.nextIds(tag, count);
            } catch (RuntimeException e) {
                fail("error query segmentId: ", e);
                return;
            }
            String list = Arrays.stream(batch).mapToObj(Long::toString).collect(Collectors.joining(","));
            send(simple ? list : "[" + list + "]");
        }

        void answerSegment() throws IOException {
            if (isRefused()) {
                return;
            }
            IdRange range;
            try {
                range = ids.nextRange(tag, segmentSize);
            } catch (RuntimeException e) {
                fail("", e);
                return;
            }
            // A client hands out what lies above currentId, up to maxId.
            long current = range.first() - 1;
            long loading = current + range.size() * LOADING_PERCENT / 100;
            send(
                    simple
                            ? current + "," + loading + "," + range.last() + ",1,0"
                            : "{\"maxId\":" + range.last() + ",\"loadingId\":" + loading + ",\"currentId\":" + current
                                    + ",\"delta\":1,\"remainder\":0}");
        }

        /** Without a tag it is a wrong token, as there. */
        private boolean isRefused() throws IOException {
            if (!tag.isEmpty() && !TagAccess.isTag(tag)) {
                send(FAILED, "bizType is not 1 to 128 letters, digits, '.', '_' and '-'", null);
                return true;
            }
            String token = request.getParameter("token");
            if (tag.isEmpty() || !access.grants(tag, token == null ? BearerToken.of(request) : token)) {
                send(BAD_TOKEN, "token is error", null);
                return true;
            }
            return false;
        }

        private void fail(String prefix, RuntimeException failure) throws IOException {
            String description = Failures.describe(tag, failure);
            boolean unknown = failure instanceof UnknownTagException;
            send(FAILED, prefix + (unknown ? "can not find biztype:" + tag : description), null);
        }

        private void send(String data) throws IOException {
            send(SUCCESS, "", data);
        }

        private void send(int code, String message, @Nullable String data) throws IOException {
            if (simple) {
                PlainText.send(request, response, data == null ? "" : data);
                return;
            }
            StringBuilder body = new StringBuilder(96)
                    .append("{\"data\":")
                    .append(data)
                    .append(",\"code\":")
                    .append(code);
            JsonText.append(body.append(",\"message\":"), message);
            Answer.send(response, HttpServletResponse.SC_OK, Answer.JSON_UTF_8, body.append('}'));
        }

        private String parameter(String name) {
            String value = request.getParameter(name);
            return value == null ? "" : value;
        }
    }
}
