package io.leafboot.id.application.shop;

import io.leafboot.id.IdGenerator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Items {

    private final ItemRepository repository;

    private final IdGenerator ids;

    public Items(ItemRepository repository, IdGenerator ids) {
        this.repository = repository;
        this.ids = ids;
    }

    @Transactional
    public long add(String name) {
        long id = ids.nextId("item");
        repository.save(new Item(id, name));
        return id;
    }

    /** Adds an item and fails behind it; the caller learns the id from the exception. */
    @Transactional
    public void addAndFail(String name) {
        throw new Failed(add(name));
    }

    /** The transaction is rolled back. */
    public static final class Failed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public final long id;

        Failed(long id) {
            this.id = id;
        }
    }
}
