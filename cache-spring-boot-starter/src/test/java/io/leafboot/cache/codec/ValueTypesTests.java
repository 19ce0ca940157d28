package io.leafboot.cache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.ResolvableType;

class ValueTypesTests {

    record Item(int n) {}

    record Other(int n) {}

    interface Methods {

        List<Item> items();

        List<Other> others();

        List<? extends Item> someItems();

        Collection<Item> collection();

        Map<String, Item> map();

        Item item();

        Item[] array();

        int number();

        void nothing();

        Object anything();

        <T> T generic();

        List<?> anyList();
    }

    private final ValueTypes types = new ValueTypes("orders", new JsonValueCodec());

    private static Type returnedBy(String method) {
        try {
            return Methods.class.getDeclaredMethod(method).getGenericReturnType();
        } catch (NoSuchMethodException ex) {
            throw new IllegalArgumentException(ex);
        }
    }

    @Test
    void aPlainClassIsItsOwnType() {
        ValueTypes.Known known = types.of(new Item(1));

        assertThat(known.type()).isEqualTo(Item.class);
        assertThat(types.ofFingerprint(known.fingerprint())).isSameAs(known);
        assertThat(types.of("text").type()).isEqualTo(String.class);
        assertThat(types.of(1).type()).isEqualTo(Integer.class);
        assertThat(types.of(new int[0]).type()).isEqualTo(int[].class);
    }

    @Test
    void aListIsOfTheTypeThatWasDeclared() {
        types.declare(returnedBy("items"));

        ValueTypes.Known known = types.of(List.of(new Item(1)));
        assertThat(known.type()).isEqualTo(returnedBy("items"));
        assertThat(types.of(new ArrayList<>(List.of(new Item(1))))).isEqualTo(known);
        assertThat(types.ofFingerprint(known.fingerprint())).isEqualTo(known);
    }

    @Test
    void aListOfAnUnknownTypeIsRefusedAndTheMessageSaysWhatToDo() {
        assertThatIllegalStateException()
                .isThrownBy(() -> types.of(List.of(new Item(1))))
                .withMessageContaining("cache 'orders' is not known")
                .withMessageContaining("cache.caches.orders.value-type");

        types.declare(returnedBy("items"));
        assertThat(types.of(List.of(new Item(1))).type())
                .as("once it is declared")
                .isEqualTo(returnedBy("items"));
    }

    @Test
    void aListThatMayBeOfTwoTypesIsRefused() {
        types.declare(returnedBy("items"));
        types.of(List.of());
        types.declare(returnedBy("others"));

        assertThatIllegalStateException()
                .isThrownBy(() -> types.of(List.of(new Item(1))))
                .withMessageContaining("may be any of")
                .withMessageContaining("Item>")
                .withMessageContaining("Other>");
    }

    @Test
    void theClosestOfSeveralTypesIsTaken() {
        types.declare(returnedBy("collection"));
        types.declare(returnedBy("items"));
        types.declare(returnedBy("map"));

        assertThat(types.of(List.of(new Item(1))).type()).isEqualTo(returnedBy("items"));
        assertThat(types.of(java.util.Set.of(new Item(1))).type()).isEqualTo(returnedBy("collection"));
        assertThat(types.of(Map.of("a", new Item(1))).type()).isEqualTo(returnedBy("map"));
    }

    @Test
    void oneTypeInSeveralGuisesIsOne() {
        types.declare(returnedBy("items"));
        types.declare(
                ResolvableType.forClassWithGenerics(List.class, Item.class).getType());
        types.declare(returnedBy("someItems"));

        assertThat(types.of(List.of(new Item(1))).raw()).isEqualTo(List.class);
    }

    @Test
    void whatSaysNothingIsPassedOver() {
        types.declare(returnedBy("nothing"));
        types.declare(returnedBy("anything"));
        types.declare(returnedBy("generic"));
        types.declare(returnedBy("number"));
        types.declare(returnedBy("item"));
        types.declare(returnedBy("array"));

        assertThat(types.of(new Item(1)).type()).isEqualTo(Item.class);
        assertThat(types.of(1).type()).isEqualTo(Integer.class);
        assertThat(types.of(new Item[0]).type()).isEqualTo(Item[].class);
        assertThat(types.of("text").type()).isEqualTo(String.class);
    }

    @Test
    void anUnknownNumberIsNoType() {
        assertThat(types.ofFingerprint(4711)).isNull();
    }
}
