package io.leafboot.id.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A keyed permutation of the numbers below 2 to the power of {@code bits}. It hides order and amount from those who see
 * only its results; it is no encryption, and makes no number hard to guess. Immutable.
 *
 * <p>Sources: a Feistel network, which is a permutation whatever its round function (Luby, Rackoff: "How to construct
 * pseudorandom permutations from pseudorandom functions", 1988), over halves of equal width; where {@code bits} is odd, the
 * network covers twice the domain, and is applied again until it is back in it (cycle walking; Black, Rogaway: "Ciphers with
 * arbitrary finite domains", 2002). Ten rounds, as many as NIST's FF1 has, since small halves need more than the three or four
 * of the proof. The round function is the finalizer of SplitMix64 (Stafford's variant 13), twice, each with a key of its own;
 * the keys come from HMAC-SHA-256 of the user's.
 *
 * <p>The algorithm is fixed, as texts that were issued must be read for ever. Another one would be another version, and
 * another setting.
 */
final class Permutation {

    static final int LEAST_BITS = 8;

    static final int MOST_BITS = 63;

    private static final String VERSION = "leaf-obfuscate-1";

    private static final int ROUNDS = 10;

    private final int bits;

    private final int halfBits;

    private final long mask;

    /** Two for each round. */
    private final long[] keys;

    /**
     * Creates the permutation.
     *
     * @param key any text
     * @param bits from {@value #LEAST_BITS} to {@value #MOST_BITS}
     * @param tweak another text is another permutation
     */
    Permutation(String key, int bits, String tweak) {
        if (bits < LEAST_BITS || bits > MOST_BITS) {
            throw new IllegalArgumentException("bits is " + bits);
        }
        this.bits = bits;
        this.halfBits = (bits + 1) / 2;
        this.mask = (1L << halfBits) - 1;
        this.keys = keys(key, bits, tweak);
    }

    private static long[] keys(String key, int bits, String tweak) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac.getAlgorithm()));
            long[] keys = new long[2 * ROUNDS];
            int longsEach = mac.getMacLength() / Long.BYTES;
            for (int i = 0; i < keys.length; i += longsEach) {
                String message = VERSION + '/' + bits + '/' + tweak + '/' + i;
                ByteBuffer.wrap(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)))
                        .asLongBuffer()
                        .get(keys, i, longsEach);
            }
            return keys;
        } catch (GeneralSecurityException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

    /** Returns the highest number of the domain. */
    long highest() {
        return highest(bits);
    }

    static long highest(int bits) {
        return -1L >>> (Long.SIZE - bits);
    }

    /** Returns what stands for a number of the domain. */
    long apply(long number) {
        long result = number;
        do { // ends: the number is on the cycle itself
            result = forth(result);
        } while (result >>> bits != 0);
        return result;
    }

    /** Returns the number that {@code result} stands for. */
    long undo(long result) {
        long number = result;
        do {
            number = back(number);
        } while (number >>> bits != 0);
        return number;
    }

    private long forth(long value) {
        long left = value >>> halfBits;
        long right = value & mask;
        for (int i = 0; i < keys.length; i += 2) {
            long mixed = left ^ round(i, right);
            left = right;
            right = mixed;
        }
        return left << halfBits | right;
    }

    private long back(long value) {
        long left = value >>> halfBits;
        long right = value & mask;
        for (int i = keys.length - 2; i >= 0; i -= 2) {
            long mixed = right ^ round(i, left);
            right = left;
            left = mixed;
        }
        return left << halfBits | right;
    }

    private long round(int i, long half) {
        return mix(mix(half ^ keys[i]) + keys[i + 1]) >>> (Long.SIZE - halfBits);
    }

    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
