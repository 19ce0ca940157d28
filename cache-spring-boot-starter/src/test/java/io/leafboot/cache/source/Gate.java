package io.leafboot.cache.source;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Something to stand before, so that something else can happen meanwhile. */
final class Gate {

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    void pass() throws InterruptedException {
        reached.countDown();
        if (!opened.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody opened the gate");
        }
    }

    void awaitSomebody() throws InterruptedException {
        if (!reached.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("Nobody came to the gate");
        }
    }

    void open() {
        opened.countDown();
    }
}
