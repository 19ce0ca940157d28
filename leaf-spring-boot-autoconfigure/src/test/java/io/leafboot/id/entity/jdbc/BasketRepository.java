package io.leafboot.id.entity.jdbc;

import org.springframework.data.repository.ListCrudRepository;

public interface BasketRepository extends ListCrudRepository<Basket, Long> {}
