package io.leafboot.cache.cluster;

import org.jspecify.annotations.Nullable;

/**
 * What a node tells one that has joined of parts of the cluster that have met.
 *
 * @param state what it knows
 * @param view which view it has: it knows of all that came with that or before
 * @param era which era it is in
 */
record Word(State state, int view, int era) {

    /** States of a node. */
    enum State {
        /** It has just joined, and does not know of any. */
        NEW,
        /** Parts may have met, and what they held is not out of date yet. */
        APART,
        /** There are none, or they are one again. */
        ONE
    }

    /** Whether it knows, in that view, and of no era that is not known here: the cluster is one. */
    boolean knows(int asked, int known) {
        return state == State.ONE && view >= asked && era <= known;
    }

    /** Whether it does not know, and has nothing from anybody who is not in that view. */
    boolean isNew(int asked) {
        return state == State.NEW && view >= asked;
    }

    String write() {
        return state + " " + view + " " + era;
    }

    /**
     * Reads an answer.
     *
     * @param answer {@code null} of a node that has no caches yet, and so holds nothing
     */
    static Word read(@Nullable Object answer) {
        if (!(answer instanceof String written)) {
            return new Word(State.NEW, Integer.MAX_VALUE, -1);
        }
        String[] parts = written.split(" ", -1);
        return new Word(State.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
}
