package io.leafboot.id.application.voucher;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** An entity outside the application's own package: only {@code @EntityScan} finds it. */
@Entity
public class Voucher {

    @Id
    private long id;

    protected Voucher() {}

    public Voucher(long id) {
        this.id = id;
    }
}
