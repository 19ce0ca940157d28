package io.leafboot.id.entity.jdbc;

import io.leafboot.id.entity.LeafId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.relational.core.mapping.Table;

/** A root that changes, with a primitive id, and items that change. */
@Table
public class Basket {

    @Id
    @LeafId("basket")
    public long id;

    public String name;

    @CreatedDate
    public Instant created;

    @LastModifiedDate
    public Instant modified;

    public Set<Item> items = new LinkedHashSet<>();

    Basket() {}

    public Basket(String name) {
        this.name = name;
    }

    public static class Item {

        @Id
        @LeafId("item")
        public Long id;

        public String name;

        Item() {}

        public Item(String name) {
            this.name = name;
        }
    }
}
