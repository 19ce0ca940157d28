package io.leafboot.id.entity.jdbc;

import org.springframework.data.repository.ListCrudRepository;

public interface VoucherRepository extends ListCrudRepository<Voucher, VoucherId> {}
