package io.leafboot.id.entity.jdbc;

import io.leafboot.id.entity.LeafId;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

@Table
public record Voucher(@Id @LeafId("voucher") VoucherId id, String name) {}
