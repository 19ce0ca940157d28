package io.leafboot.cache.reliability;

import java.util.concurrent.ConcurrentLinkedDeque;

/** A node's way to the source: as many connections as there are callers at once. */
final class SourceClient {

    /** What a database's driver would throw. */
    static final class SourceFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        SourceFailedException(String key) {
            super("The source has failed for " + key);
        }
    }

    private final int port;
    private final ConcurrentLinkedDeque<Lines> idle = new ConcurrentLinkedDeque<>();

    SourceClient(int port) {
        this.port = port;
    }

    long load(String key) {
        String answer = ask("load " + key);
        if (answer.equals("failed")) {
            throw new SourceFailedException(key);
        }
        return Long.parseLong(answer);
    }

    long write(String key) {
        return Long.parseLong(ask("write " + key));
    }

    private String ask(String request) {
        Lines lines = idle.poll();
        if (lines == null) {
            lines = Lines.connect(port);
        }
        String answer = lines.ask(request);
        idle.push(lines);
        return answer;
    }
}
