package io.leafboot.id.entity.jdbc;

import io.leafboot.id.entity.LeafId;
import org.springframework.data.annotation.Id;

public record ReceiptLine(@Id @LeafId("line") String id, String name) {}
