package io.leafboot.id.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.leafboot.id.IdGenerator;
import io.leafboot.id.autoconfigure.LeafRunner;
import io.leafboot.id.entity.LeafId;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

class IdsInJsonTests {

    private static final long LARGE = 1L << 53;

    @Retention(RetentionPolicy.RUNTIME)
    @JsonLeafId
    @interface CustomerId {}

    record Order(
            @JsonLeafId long id,
            @JsonLeafId Long parent,
            @CustomerId Long customer,
            @JsonLeafId List<Long> lines,
            long total) {}

    static class Bean {
        private long id;

        @JsonLeafId
        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }
    }

    static class Fields {
        @JsonLeafId
        public Long id;

        @JsonLeafId
        public String text;
    }

    /** As an entity has it. */
    static class Purchase {
        @LeafId("order")
        private Long id;

        private long total;

        public Long getId() {
            return id;
        }

        public void setId(Long id) {
            this.id = id;
        }

        public long getTotal() {
            return total;
        }

        public void setTotal(long total) {
            this.total = total;
        }
    }

    @Test
    void theIdOfAnEntityIsAString() {
        runner.withPropertyValues("leaf.json.ids-as-strings=all").run(context -> {
            JsonMapper mapper = context.getBean(JsonMapper.class);
            Purchase read = mapper.readValue("{\"id\":\"7\",\"total\":8}", Purchase.class);
            assertThat(read.getId()).isEqualTo(7);
            assertThat(mapper.writeValueAsString(read)).isEqualTo("{\"id\":\"7\",\"total\":8}");
        });
    }

    @Test
    void theIdOfAnEntityIsAStringWithoutHibernate() {
        runner.withClassLoader(new FilteredClassLoader("org.hibernate"))
                .withPropertyValues("leaf.json.ids-as-strings=all")
                .run(context -> assertThat(context.getBean(JsonMapper.class).writeValueAsString(new Purchase()))
                        .isEqualTo("{\"id\":null,\"total\":0}"));
    }

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(LeafJsonAutoConfiguration.class, JacksonAutoConfiguration.class));

    @Test
    void byDefaultAllAreNumbers() {
        runner.run(context -> assertThat(context.getBean(JsonMapper.class)
                        .writeValueAsString(new Order(LARGE, 2L, 3L, List.of(LARGE), LARGE)))
                .isEqualTo("{\"id\":9007199254740992,\"parent\":2,\"customer\":3,"
                        + "\"lines\":[9007199254740992],\"total\":9007199254740992}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "all   | 1                 | \"1\"",
                "all   | 9007199254740992  | \"9007199254740992\"",
                "large | 1                 | 1",
                "large | 9007199254740991  | 9007199254740991",
                "large | 9007199254740992  | \"9007199254740992\"",
                "large | -9007199254740991 | -9007199254740991",
                "large | -9007199254740992 | \"-9007199254740992\"",
                "large | 9223372036854775807 | \"9223372036854775807\"",
                "none  | 9007199254740992  | 9007199254740992"
            })
    void idsAreStringsAsTheSettingSays(String setting, long id, String written) {
        with(setting, mapper -> {
            Order order = new Order(id, id, id, List.of(id), id);
            String json = mapper.writeValueAsString(order);
            assertThat(json)
                    .isEqualTo("{\"id\":" + written + ",\"parent\":" + written + ",\"customer\":" + written
                            + ",\"lines\":[" + written + "],\"total\":" + id + "}");
            assertThat(mapper.readValue(json, Order.class)).isEqualTo(order);
            Bean bean = new Bean();
            bean.setId(id);
            assertThat(mapper.writeValueAsString(bean)).isEqualTo("{\"id\":" + written + "}");
            Fields fields = new Fields();
            fields.id = id;
            fields.text = "ORD-1";
            assertThat(mapper.writeValueAsString(fields)).isEqualTo("{\"id\":" + written + ",\"text\":\"ORD-1\"}");
        });
    }

    /** Also where the application reads no numbers from strings. */
    @ParameterizedTest
    @ValueSource(strings = {"large", "all"})
    void stringsAndNumbersAreRead(String setting) {
        runner.withPropertyValues("leaf.json.ids-as-strings=" + setting)
                .withBean(
                        "strict",
                        JsonMapperBuilderCustomizer.class,
                        () -> builder -> builder.disable(MapperFeature.ALLOW_COERCION_OF_SCALARS))
                .run(context -> {
                    JsonMapper mapper = context.getBean(JsonMapper.class);
                    Order order = new Order(LARGE, 2L, null, List.of(4L, 5L), 6);
                    assertThat(mapper.readValue(
                                    "{\"id\":\"9007199254740992\",\"parent\":2,\"customer\":null,\"lines\":[\"4\",5],\"total\":6}",
                                    Order.class))
                            .isEqualTo(order);
                    assertThat(mapper.readValue("{\"id\":\"7\"}", Bean.class).getId())
                            .isEqualTo(7);
                    assertThat(mapper.readValue("{\"id\":\"7\",\"text\":\"x\"}", Fields.class).id)
                            .isEqualTo(7);
                    assertThatExceptionOfType(JacksonException.class)
                            .isThrownBy(() -> mapper.readValue("{\"total\":\"6\"}", Order.class));
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\"",
                "\" 1\"",
                "\"1.5\"",
                "1.5",
                "\"9223372036854775808\"",
                "9223372036854775808",
                "true",
                "[]",
                "{}",
                "\"0x10\"",
                "\"ORD-1\""
            })
    void whatIsNoIdIsRefused(String value) {
        JsonMapper mapper = JsonMapper.builder().addModule(new IdModule(false)).build();
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> mapper.readValue("{\"id\":" + value + "}", Bean.class));
    }

    @Test
    void withoutJacksonTheApplicationStartsAndDrawsIds() {
        LeafRunner.onNewDatabase()
                .withClassLoader(new FilteredClassLoader(
                        JsonMapper.class, JacksonModule.class, JsonMapperBuilderCustomizer.class))
                .withPropertyValues("leaf.json.ids-as-strings=all", "leaf.tags.order.format.prefix=O")
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean("leafIdsInJson");
                    assertThat(context.getBean(IdGenerator.class).nextText("order"))
                            .isEqualTo("O1");
                });
    }

    private void with(String setting, Consumer<JsonMapper> test) {
        runner.withPropertyValues("leaf.json.ids-as-strings=" + setting).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(context.getBean(JsonMapper.class));
        });
    }
}
