package io.leafboot.id.testing;

import io.leafboot.id.segment.Ordering;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Gives a test an {@link io.leafboot.id.IdGenerator} that needs no database, no table and no id service: the real engine
 * over a table in memory. Each tag hands out 1, 2, 3, … in the order in which it is drawn from, and begins anew before
 * each test. For {@code @SpringBootTest}, where it takes the place of the table, and for slices such as
 * {@code @DataJpaTest} and {@code @WebMvcTest}, which have no ids otherwise.
 *
 * <pre>{@code
 * @DataJpaTest
 * @AutoConfigureLeaf
 * @Import(Orders.class)
 * class OrdersTests {
 *
 *     @Test
 *     void anOrderHasANumber(@Autowired Orders orders) {
 *         assertThat(orders.place().getId()).isEqualTo(1);
 *     }
 * }
 * }</pre>
 *
 * <p>Types and shapes of declared tags work as in the application; those of type {@code snowflake} take the present time, and
 * their worker id is 0. The beans {@link LeafTestIds}, {@link ChaosAllocator}
 * and {@link io.leafboot.id.LeafTags} can be injected into the test.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureLeaf {

    /** The first id of each tag, at least 1; a declared tag that starts higher keeps its own. */
    @PropertyMapping("leaf-test.start")
    long start() default 1;

    /**
     * Whether a tag that is not declared under {@code leaf.tags} is created when it is first asked for. With {@code false}
     * that is as the application says, so that a test finds tags that somebody forgot to declare.
     */
    @PropertyMapping("leaf-test.unknown-tags")
    boolean unknownTags() default true;

    /**
     * Whether tags begin anew before each test. With {@code false} ids go on over all tests that share an application
     * context: for tests that leave rows behind in a database.
     */
    @PropertyMapping("leaf-test.reset-before-each")
    boolean resetBeforeEach() default true;

    /** The order of ids; striped ones depend on the thread that draws. */
    @PropertyMapping("leaf.ordering")
    Ordering ordering() default Ordering.STRICT;
}
