package io.leafboot.id.entity.jdbc;

public record VoucherId(long number) {}
