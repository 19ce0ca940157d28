package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.leafboot.id.TagIdGenerator;
import io.leafboot.id.TagQuarantinedException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the support for tests begins anew with, and that nobody else comes to it by chance. */
class ForgetReceivedTests extends EngineTest {

    @ParameterizedTest
    @EnumSource
    void aStoreThatBeginsAnewIsIssuedFromAnew(Ordering ordering) {
        SegmentIdGenerator generator = generator(TestSettings.of().ordering(ordering));
        TagIdGenerator kept = generator.forTag(TAG);
        draw(kept, 50);
        awaitQuiet(generator);
        beginAnew(generator);
        assertThat(kept.nextId()).isEqualTo(1);
        assertThat(generator.nextId(TAG)).isGreaterThan(1);
        assertThat(status(generator).quarantine()).isNull();
    }

    @Test
    void aQuarantineAndABackOffAreOver() {
        SegmentIdGenerator generator = generator(TestSettings.of());
        draw(generator.forTag(TAG), 100);
        awaitQuiet(generator);
        table.row(TAG).set(0);
        assertThatExceptionOfType(TagQuarantinedException.class).isThrownBy(() -> draw(generator.forTag(TAG), 1_000));
        beginAnew(generator);
        assertThat(generator.nextId(TAG)).isEqualTo(1);

        table.fail(new IllegalStateException("down"));
        draw(generator.forTag(TAG), (int) status(generator).remaining());
        awaitStatus(generator, status -> status.failedClaims() >= 1);
        table.recover();
        beginAnew(generator);
        int failed = (int) status(generator).failedClaims();
        assertThat(generator.nextId(TAG)).isEqualTo(1);
        assertThat(status(generator).failedClaims()).isEqualTo(failed);
    }

    @Test
    void neverWhileIdsAreIssuedOrAClaimIsInFlight() {
        SegmentIdGenerator generator = generator(TestSettings.of().acquireTimeout(Duration.ofMillis(1)));
        assertThatIllegalStateException().isThrownBy(generator::forgetReceived);
        holdClaims();
        generator.warmUp(List.of(TAG), Duration.ZERO);
        awaitStatus(generator, TagStatus::loading);
        Thread.currentThread().interrupt(); // so that the stop does not wait for the claim
        generator.stop();
        assertThat(Thread.interrupted()).isTrue();
        assertThatIllegalStateException().isThrownBy(generator::forgetReceived).withMessageContaining("in flight");
    }

    /** In production it would take the guard against issuing twice away. */
    @Test
    void itIsNoPartOfTheApi() throws Exception {
        assertThat(SegmentIdGenerator.class.getDeclaredMethod("forgetReceived").getModifiers())
                .matches(modifiers -> !Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers));
    }

    private void beginAnew(SegmentIdGenerator generator) {
        generator.stop();
        table.row(TAG).set(0);
        generator.forgetReceived();
        generator.start();
    }
}
