package io.leafboot.samples.quickstart;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Products over HTTP: a second GET of one is a hit of the cache, and a PUT evicts it. */
@RestController
class ProductController {

    private final ProductCatalog catalog;

    ProductController(ProductCatalog catalog) {
        this.catalog = catalog;
    }

    @PostMapping("/products")
    @ResponseStatus(HttpStatus.CREATED)
    Product add(@RequestParam String name, @RequestParam long cents) {
        return catalog.add(name, cents);
    }

    @GetMapping("/products/{id}")
    Product find(@PathVariable long id) {
        return catalog.find(id).orElseThrow(() -> noProduct(id));
    }

    @PutMapping("/products/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reprice(@PathVariable long id, @RequestParam long cents) {
        if (!catalog.reprice(id, cents)) {
            throw noProduct(id);
        }
    }

    private static ResponseStatusException noProduct(long id) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no product " + id);
    }
}
