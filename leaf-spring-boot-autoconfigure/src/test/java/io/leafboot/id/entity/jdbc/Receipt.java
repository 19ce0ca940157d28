package io.leafboot.id.entity.jdbc;

import io.leafboot.id.entity.LeafId;
import java.util.List;
import org.springframework.data.annotation.Id;
import org.springframework.data.relational.core.mapping.Table;

/** A root and lines that never change: each id makes a copy. */
@Table
public record Receipt(@Id @LeafId("receipt") Long id, String name, List<ReceiptLine> lines) {}
