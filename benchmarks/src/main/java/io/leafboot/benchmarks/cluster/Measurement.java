package io.leafboot.benchmarks.cluster;

/**
 * One operation of one contestant in one round.
 *
 * @param median microseconds of the middle call
 * @param slow microseconds that one call in a hundred exceeds
 * @param perSecond calls on all threads
 * @param failures gets that found nothing, and calls that threw an exception
 */
record Measurement(Operation operation, int threads, double median, double slow, double perSecond, long failures) {

    /** Microseconds of a call, waits of all kinds included. */
    double mean() {
        return threads * 1e6 / perSecond;
    }

    String text() {
        return operation + " " + threads + " " + median + " " + slow + " " + perSecond + " " + failures;
    }

    static Measurement of(String text) {
        String[] parts = text.split(" ");
        return new Measurement(
                Operation.valueOf(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Long.parseLong(parts[5]));
    }
}
