package io.leafboot.id.jpa;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** The rows as Spring Data sees them; built by hand in {@link LeafPersistence}, never found by a scan. */
interface LeafAllocRepository extends Repository<LeafAlloc, String> {

    @Query("select a from LeafAlloc a order by a.tag")
    List<LeafAlloc> findAllInOrder();

    @Modifying
    @Query("update LeafAlloc a set a.step = ?2 where a.tag = ?1")
    int updateStep(String tag, int step);

    @Modifying
    @Query("update LeafAlloc a set a.description = ?2 where a.tag = ?1")
    int updateDescription(String tag, @Nullable String description);

    @Modifying
    @Query("update LeafAlloc a set a.maxId = ?2 where a.tag = ?1 and a.maxId < ?2")
    int raise(String tag, long maxId);

    @Modifying
    @Query("update LeafAlloc a set a.maxId = ?3 where a.tag = ?1 and a.maxId = ?2")
    int lower(String tag, long maxId, long newMaxId);

    @Modifying
    @Query("delete from LeafAlloc a where a.tag = ?1")
    int deleteByTag(String tag);
}
