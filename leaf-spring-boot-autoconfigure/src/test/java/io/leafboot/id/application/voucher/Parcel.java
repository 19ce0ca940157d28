package io.leafboot.id.application.voucher;

/** Not annotated: a file {@code META-INF/orm.xml} makes it an entity. */
public class Parcel {

    private long id;

    protected Parcel() {}

    public long id() {
        return id;
    }
}
