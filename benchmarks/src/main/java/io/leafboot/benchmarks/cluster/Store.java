package io.leafboot.benchmarks.cluster;

/** A cache as its user calls it. */
interface Store {

    /** The value, or {@code null}. */
    Object get(String key);

    /** Puts what {@link #value} has made. */
    void put(String key, Object value);

    /** A text in the form in which the contestant's user has it. */
    default Object value(String text) {
        return text;
    }

    /** The text of what {@link #get} has found. */
    default String text(Object value) {
        return (String) value;
    }
}
