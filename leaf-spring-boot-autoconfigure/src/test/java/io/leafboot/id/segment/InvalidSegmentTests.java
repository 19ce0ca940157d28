package io.leafboot.id.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leafboot.id.InvalidSegmentException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidSegmentTests extends EngineTest {

    @ParameterizedTest
    @MethodSource("badClaims")
    void aClaimThatCannotBeUsedIsToldAtOnce(SegmentClaim claim) {
        SegmentIdGenerator generator = generator(request -> claim, TestSettings.of());

        assertThatThrownBy(() -> generator.nextId(TAG))
                .isInstanceOf(InvalidSegmentException.class)
                .hasMessageContaining(claim.toString());
        assertThat(status(generator).remaining()).isZero();
        assertThat(status(generator).claims()).isZero();
        assertThat(status(generator).failedClaims()).isEqualTo(1);
    }

    static Stream<SegmentClaim> badClaims() {
        return Stream.of(
                new SegmentClaim(100, 0, 100),
                new SegmentClaim(100, -1, 100),
                new SegmentClaim(1_000, 101, 100),
                new SegmentClaim(Long.MAX_VALUE, 100, 100),
                new SegmentClaim(SegmentClaim.HIGHEST_ID + 1, 100, 100),
                new SegmentClaim(99, 100, 100),
                new SegmentClaim(0, 100, 100),
                new SegmentClaim(-100, 100, 100),
                new SegmentClaim(Long.MIN_VALUE, 100, 100),
                new SegmentClaim(Long.MIN_VALUE + 98, 100, 100));
    }

    @Test
    void theHighestIdCanBeIssued() {
        table.row(TAG).set(SegmentClaim.HIGHEST_ID - 100);
        SegmentIdGenerator generator = generator(TestSettings.of());

        draw(generator.forTag(TAG), 99);
        assertThat(generator.nextId(TAG)).isEqualTo(SegmentClaim.HIGHEST_ID);
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(InvalidSegmentException.class);
    }

    @Test
    void itIsUsedAgainOnceTheRowIsRight() {
        table.row(TAG).set(-500);
        SegmentIdGenerator generator = generator(TestSettings.of());
        assertThatThrownBy(() -> generator.nextId(TAG)).isInstanceOf(InvalidSegmentException.class);

        table.row(TAG).set(0);

        assertThat(generator.nextId(TAG)).isEqualTo(1);
    }
}
