package io.leafboot.cache.cluster;

/**
 * What a node holds of a cache.
 *
 * @param entries how many, copies and expired ones included
 * @param bytes length of their values as they were written
 */
record Contents(long entries, long bytes) {

    String write() {
        return entries + " " + bytes;
    }

    static Contents read(String written) {
        int space = written.indexOf(' ');
        return new Contents(Long.parseLong(written.substring(0, space)), Long.parseLong(written.substring(space + 1)));
    }
}
