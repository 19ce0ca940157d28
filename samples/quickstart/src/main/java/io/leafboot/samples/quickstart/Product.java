package io.leafboot.samples.quickstart;

/** What the shop sells; the price is in cents. */
public record Product(long id, String name, long cents) {}
