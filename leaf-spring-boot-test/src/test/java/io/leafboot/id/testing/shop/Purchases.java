package io.leafboot.id.testing.shop;

import io.leafboot.id.IdGenerator;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Purchases {

    private final PurchaseRepository repository;

    private final IdGenerator ids;

    Purchases(PurchaseRepository repository, IdGenerator ids) {
        this.repository = repository;
        this.ids = ids;
    }

    @Transactional
    public Purchase buy(String item) {
        Purchase purchase = new Purchase(ids.nextId("purchase"), item);
        repository.saveAndFlush(purchase);
        return purchase;
    }
}
