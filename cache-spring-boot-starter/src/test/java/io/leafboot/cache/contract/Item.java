package io.leafboot.cache.contract;

/** What is cached. */
record Item(String id, int version) {}
