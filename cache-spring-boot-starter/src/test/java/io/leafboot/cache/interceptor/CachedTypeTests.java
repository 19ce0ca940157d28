package io.leafboot.cache.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.ResolvableType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a method tells of the values of its cache. */
class CachedTypeTests {

    private static final String USER = User.class.getName();
    private static final String USERS = "java.util.List<" + USER + ">";

    @ParameterizedTest
    @CsvSource({
        "user, USER",
        "users, USERS",
        "optional, USER",
        "optionalUsers, USERS",
        "future, USER",
        "stage, USERS",
        "mono, USER",
        "monoOfUsers, USERS",
        "flux, USERS",
        "upTo, USERS",
        "array, USER[]",
        "number, int",
        "nothing, void",
        "raw, java.lang.Object",
        "anything, java.lang.Object",
        "method, java.lang.Object",
        "listOfMethod, java.lang.Object"
    })
    void isTheReturnTypeWithoutWhatSpringUnwraps(String method, String expected) {
        assertThat(name(Service.class, method, Service.class))
                .isEqualTo(expected.replace("USERS", USERS).replace("USER", USER));
    }

    @Test
    void ofAGenericInterfaceOrBaseClassIsWhatItsImplementationSays() {
        assertThat(name(Finder.class, "find", Users.class)).isEqualTo(USER);
        assertThat(name(Finder.class, "all", Users.class)).isEqualTo(USERS);
        assertThat(name(Finder.class, "byName", Users.class))
                .isEqualTo("java.util.Map<java.lang.String, " + USERS + ">");
        assertThat(name(Base.class, "later", Users.class)).isEqualTo(USER);
        assertThat(name(Users.class, "find", Users.class)).isEqualTo(USER);
    }

    @Test
    void ofAMethodThatReturnsMoreThanItsInterfaceSaysIsThat() {
        assertThat(name(Loose.class, "value", Strict.class)).isEqualTo(USER);
        assertThat(name(Loose.class, "values", Strict.class)).isEqualTo(USERS);
    }

    @Test
    void ofAnInterfaceThatTheTargetDoesNotImplementIsWhatTheInterfaceSays() {
        // As a repository: its methods are those of a general class, and its types stand in the interface.
        assertThat(name(UserRepository.class, "find", GeneralRepository.class)).isEqualTo(USER);
        assertThat(name(UserRepository.class, "all", GeneralRepository.class)).isEqualTo(USERS);
    }

    private static String name(Class<?> declaring, String method, Class<?> target) {
        Method found = Arrays.stream(declaring.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(method) && !candidate.isBridge())
                .findAny()
                .orElseThrow();
        return ResolvableType.forType(CachedType.of(found, target)).toString();
    }

    record User(long id) {}

    interface Service {

        User user();

        List<User> users();

        Optional<User> optional();

        Optional<List<User>> optionalUsers();

        CompletableFuture<User> future();

        CompletionStage<List<User>> stage();

        Mono<User> mono();

        Mono<List<User>> monoOfUsers();

        Flux<User> flux();

        List<? extends User> upTo();

        User[] array();

        int number();

        void nothing();

        @SuppressWarnings("rawtypes")
        List raw();

        List<?> anything();

        <T> T method();

        <T> List<T> listOfMethod();
    }

    interface Finder<T, K> {

        T find(K key);

        List<T> all();

        Map<String, List<T>> byName();
    }

    abstract static class Base<T> implements Finder<T, Long> {

        CompletableFuture<T> later() {
            return new CompletableFuture<>();
        }
    }

    abstract static class Users extends Base<User> {

        @Override
        public User find(Long key) {
            return new User(key);
        }
    }

    interface Loose {

        Object value();

        Collection<?> values();
    }

    static final class Strict implements Loose {

        @Override
        public User value() {
            return new User(1);
        }

        @Override
        public List<User> values() {
            return List.of();
        }
    }

    interface UserRepository extends Finder<User, Long> {

        @Override
        User find(Long key);

        @Override
        List<User> all();
    }

    static final class GeneralRepository<T, K> {

        public T find(K key) {
            return null;
        }

        public List<T> all() {
            return List.of();
        }
    }
}
