package io.leafboot.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogListenersTests {

    private final LogListeners listeners = new LogListeners("me");
    private final List<String> told = new ArrayList<>();

    @Test
    void allAreToldEvenIfSomeFail() {
        for (String cache : List.of("one", "two", "three")) {
            listeners.register(cache, failing(cache));
        }

        assertThatThrownBy(listeners::wentBack)
                .isInstanceOf(IllegalStateException.class)
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(2));
        assertThat(told).containsExactlyInAnyOrder("one", "two", "three");

        told.clear();
        assertThatThrownBy(listeners::allWritten).isInstanceOf(IllegalStateException.class);
        assertThat(told).containsExactlyInAnyOrder("one", "two", "three");
    }

    private InvalidationLog.Listener failing(String cache) {
        return new InvalidationLog.Listener() {
            @Override
            public void written(String text) {}

            @Override
            public void tagEvicted(int tag) {}

            @Override
            public void allWritten() {
                wentBack();
            }

            @Override
            public void wentBack() {
                told.add(cache);
                throw new IllegalStateException(cache);
            }
        };
    }
}
