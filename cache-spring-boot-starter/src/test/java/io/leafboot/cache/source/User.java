package io.leafboot.cache.source;

/** A value. */
record User(String name, int version) {}
