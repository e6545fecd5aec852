package dev.alarum.node;

/**
 * The place of a message in its sender's life.
 *
 * @param boot the sender's start: ms since 1970 when its clock was right, in any case larger than the one before; 1 to
 *     2^53-1
 * @param seq the message's number within that start; 1 to 2^53-1
 */
public record Stamp(long boot, long seq) implements Comparable<Stamp> {
    /** The largest number that every JSON reader keeps exactly: 2^53-1. */
    public static final long MAX = (1L << 53) - 1;

    /** @throws IllegalArgumentException if a number is outside its range */
    public Stamp {
        if (boot < 1 || boot > MAX) {
            throw new IllegalArgumentException("boot is " + boot + ": give 1 to " + MAX);
        }
        if (seq < 1 || seq > MAX) {
            throw new IllegalArgumentException("seq is " + seq + ": give 1 to " + MAX);
        }
    }

    /** Whether this message was made after the other one. */
    public boolean isNewerThan(Stamp other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Stamp other) {
        int byBoot = Long.compare(boot, other.boot);
        return byBoot != 0 ? byBoot : Long.compare(seq, other.seq);
    }
}
