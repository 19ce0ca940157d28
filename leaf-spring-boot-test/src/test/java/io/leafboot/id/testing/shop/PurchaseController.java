package io.leafboot.id.testing.shop;

import io.leafboot.id.IdGenerator;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PurchaseController {

    private final IdGenerator ids;

    PurchaseController(IdGenerator ids) {
        this.ids = ids;
    }

    @PostMapping("/tickets")
    long ticket() {
        return ids.nextId("ticket");
    }
}
