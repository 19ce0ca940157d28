package io.leafboot.id.entity.jdbc;

import org.springframework.data.repository.ListCrudRepository;

public interface ReceiptRepository extends ListCrudRepository<Receipt, Long> {}
