package io.leafboot.benchmarks.cache;

/** What is cached: small, as a row of a table is. */
public record Product(long id, String sku, String name, int stock, double price) {

    static Product of(int number) {
        return new Product(number, "SKU-" + number, "Product number " + number, number % 100, number * 1.25);
    }
}
