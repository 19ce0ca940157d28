package io.leafboot.id.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.testing.shop.Shop;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** A slice of the web, without any DataSource. */
@WebMvcTest
@AutoConfigureLeaf
@ContextConfiguration(classes = Shop.class)
class WebMvcSliceTests {

    @RepeatedTest(2)
    void aControllerDrawsIds(@Autowired MockMvcTester mvc, @Autowired ObjectProvider<DataSource> dataSources) {
        assertThat(mvc.post().uri("/tickets")).hasStatusOk().bodyText().isEqualTo("7001");
        assertThat(mvc.post().uri("/tickets")).hasStatusOk().bodyText().isEqualTo("7002");
        assertThat(dataSources.getIfAvailable()).isNull();
    }
}
