package io.leafboot.id.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.LeafTags;
import io.leafboot.id.autoconfigure.LeafProperties;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.core.mapping.JdbcMappingContext;

/** An application that maps aggregates of two databases. */
class TwoMappingContextsTests {

    @Test
    void anAggregateThatNeitherHasMetIsNoError() {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("first", new JdbcMappingContext());
        beans.addBean("second", new JdbcMappingContext());
        LeafIdCallback callback = new LeafIdCallback(
                new EntityIds(
                        beans.getBeanProvider(IdGenerator.class),
                        beans.getBeanProvider(LeafTags.class),
                        beans.getBeanProvider(LeafProperties.class),
                        new StandardEnvironment()),
                beans.getBeanProvider(JdbcMappingContext.class));
        Plain plain = new Plain();

        assertThat(callback.onBeforeConvert(plain)).isSameAs(plain);
    }

    static class Plain {
        @Id
        Long id;

        String name;
    }
}
