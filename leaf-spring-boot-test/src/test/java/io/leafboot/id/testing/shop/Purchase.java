package io.leafboot.id.testing.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

@Entity
public class Purchase {

    @Id
    private long id;

    private String item;

    protected Purchase() {}

    Purchase(long id, String item) {
        this.id = id;
        this.item = item;
    }

    public long getId() {
        return id;
    }

    public String getItem() {
        return item;
    }
}
