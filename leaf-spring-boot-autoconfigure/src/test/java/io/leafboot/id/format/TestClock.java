package io.leafboot.id.format;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** Stands still until it is set. */
final class TestClock extends Clock {

    private volatile Instant now;

    TestClock(String now) {
        set(now);
    }

    /** With an offset or a zone, as in {@code 2026-11-26T23:59:59+08:00[Asia/Shanghai]}. */
    void set(String time) {
        now = ZonedDateTime.parse(time).toInstant();
    }

    void set(Instant time) {
        now = time;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
