package io.leafboot.id.entity.orders;

import io.leafboot.id.entity.LeafId;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class PurchaseOrder {

    @Id
    @LeafId("order")
    private Long id;

    private String name;

    protected PurchaseOrder() {}

    public PurchaseOrder(String name) {
        this.name = name;
    }

    public PurchaseOrder(Long id, String name) {
        this.id = id;
        this.name = name;
    }

    public Long id() {
        return id;
    }

    public String name() {
        return name;
    }
}
