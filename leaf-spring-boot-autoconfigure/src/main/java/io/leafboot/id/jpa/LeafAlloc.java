package io.leafboot.id.jpa;

import io.leafboot.id.LeafTag;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table; {@link TableNaming} puts the configured name in place of {@code leaf_alloc}. The column
 * {@code update_time} is left to the database and to the claim statements.
 */
@Entity
@Table(name = "leaf_alloc")
class LeafAlloc {

    @Id
    @Column(name = "biz_tag", length = 128)
    private String tag;

    @Column(name = "max_id", nullable = false)
    private long maxId;

    @Column(name = "step", nullable = false)
    private int step;

    @Column(name = "description", length = 256)
    private @Nullable String description;

    @SuppressWarnings("NullAway.Init") // for Hibernate
    protected LeafAlloc() {}

    LeafAlloc(String tag, long maxId, int step, @Nullable String description) {
        this.tag = tag;
        this.maxId = maxId;
        this.step = step;
        this.description = description;
    }

    LeafTag toLeafTag() {
        return new LeafTag(tag, maxId, step, description);
    }
}
