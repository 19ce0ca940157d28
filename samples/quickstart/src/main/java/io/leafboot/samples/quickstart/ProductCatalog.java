package io.leafboot.samples.quickstart;

import io.leafboot.id.IdGenerator;
import java.util.Optional;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Products in the database: their ids come from a tag, and reads from a cache. */
@Service
public class ProductCatalog {

    private final IdGenerator ids;
    private final JdbcClient jdbc;

    ProductCatalog(IdGenerator ids, JdbcClient jdbc) {
        this.ids = ids;
        this.jdbc = jdbc;
    }

    public Product add(String name, long cents) {
        Product product = new Product(ids.nextId("product"), name, cents);
        jdbc.sql("insert into product (id, name, cents) values (:id, :name, :cents)")
                .paramSource(product)
                .update();
        return product;
    }

    @Cacheable(cacheNames = "product", unless = "#result == null")
    public Optional<Product> find(long id) {
        return jdbc.sql("select id, name, cents from product where id = :id")
                .param("id", id)
                .query(Product.class)
                .optional();
    }

    @CacheEvict(cacheNames = "product", key = "#id")
    public boolean reprice(long id, long cents) {
        return jdbc.sql("update product set cents = :cents where id = :id")
                        .param("cents", cents)
                        .param("id", id)
                        .update()
                == 1;
    }
}
