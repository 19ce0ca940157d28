package io.leafboot.benchmarks.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** One answer of HTTP/1.1, read from a connection's bytes as they come: as much of the protocol as servers of ids use. */
final class Answer {

    static final long NO_ID = -1;

    private final byte[] marker;

    private byte[] bytes = new byte[2_048];

    private int length;

    private int headEnd;

    private int contentLength;

    private boolean chunked;

    private boolean last;

    private byte[] body = {};

    Answer(byte[] marker) {
        this.marker = marker;
    }

    /** Forgets the answer before. */
    void clear() {
        length = 0;
        headEnd = 0;
        contentLength = 0;
        chunked = false;
        last = false;
        body = new byte[0];
    }

    /** Takes bytes, and returns whether the answer is complete. */
    boolean add(byte[] more, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + count));
        }
        System.arraycopy(more, 0, bytes, length, count);
        length += count;
        if (headEnd == 0 && !readHead()) {
            return false;
        }
        return chunked ? readChunks() : readBody();
    }

    int status() {
        return (int) digits(bytes, 9);
    }

    /** Whether the server closes the connection after this answer. */
    boolean isLast() {
        return last;
    }

    long id() {
        for (int i = 0; i + marker.length < body.length; i++) {
            if (startsWith(body, i, marker)) {
                return digits(body, i + marker.length);
            }
        }
        return NO_ID;
    }

    private boolean readHead() {
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
                headEnd = i + 1;
                for (String line : new String(bytes, 0, headEnd, StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT)
                        .split("\r\n")) {
                    chunked |= line.equals("transfer-encoding: chunked");
                    last |= line.equals("connection: close");
                    if (line.startsWith("content-length: ")) {
                        contentLength = Integer.parseInt(line.substring(16));
                    }
                }
                return true;
            }
        }
        return false;
    }

    private boolean readBody() {
        if (length < headEnd + contentLength) {
            return false;
        }
        body = Arrays.copyOfRange(bytes, headEnd, headEnd + contentLength);
        return true;
    }

    private boolean readChunks() {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int at = headEnd;
        while (true) {
            int line = at;
            while (line < length && bytes[line] != '\n') {
                line++;
            }
            if (line >= length) {
                return false;
            }
            int size = Integer.parseInt(new String(bytes, at, line - 1 - at, StandardCharsets.ISO_8859_1), 16);
            if (length < line + 1 + size + 2) {
                return false;
            }
            if (size == 0) {
                body = chunks.toByteArray();
                return true;
            }
            chunks.write(bytes, line + 1, size);
            at = line + 1 + size + 2;
        }
    }

    private static boolean startsWith(byte[] text, int from, byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (text[from + i] != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static long digits(byte[] text, int from) {
        long number = 0;
        int i = from;
        for (; i < text.length && text[i] >= '0' && text[i] <= '9'; i++) {
            number = 10 * number + text[i] - '0';
        }
        return i == from ? NO_ID : number;
    }
}
