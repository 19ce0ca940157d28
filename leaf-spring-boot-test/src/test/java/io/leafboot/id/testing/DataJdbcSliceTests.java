package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.testing.shop.Parcel;
import io.leafboot.id.testing.shop.ParcelRepository;
import io.leafboot.id.testing.shop.Shop;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jdbc.test.autoconfigure.DataJdbcTest;
import org.springframework.test.context.ContextConfiguration;

/** A slice with Spring Data JDBC. */
@DataJdbcTest
@AutoConfigureLeaf
@ContextConfiguration(classes = Shop.class)
class DataJdbcSliceTests {

    @RepeatedTest(2)
    void aRowGetsItsId(@Autowired IdGenerator ids, @Autowired ParcelRepository parcels) {
        Parcel saved = parcels.save(new Parcel(ids.nextId("parcel"), "12 High Street"));
        assertThat(saved.id()).isEqualTo(1);
        assertThat(parcels.findById(1L)).map(Parcel::address).hasValue("12 High Street");
    }
}
