package dev.alarum.intake;

import java.util.OptionalLong;

/** Why a message is not taken, with the answer that says so. Ordinary, so it carries no stack trace. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient IntakeAnswer answer;
    private final long boot;

    private Refusal(String reason, IntakeAnswer answer, long boot) {
        super(reason, null, false, false);
        this.answer = answer;
        this.boot = boot;
    }

    /** A message of the wrong form; the reason names the field. */
    public static Refusal malformed(String reason) {
        return new Refusal(reason, IntakeAnswer.error(400, reason), 0);
    }

    /** A message that its alleged sender did not sign. */
    public static Refusal unverified(String reason) {
        return new Refusal(reason, IntakeAnswer.error(401, reason), 0);
    }

    /** A message of an earlier life of its sender. */
    public static Refusal behind(long boot) {
        return new Refusal("BOOT or SEQ is behind", IntakeAnswer.behind(boot), boot);
    }

    /** The newest BOOT of the sender, where it is behind. */
    public OptionalLong boot() {
        return boot > 0 ? OptionalLong.of(boot) : OptionalLong.empty();
    }

    /** What the sender is told. */
    public IntakeAnswer answer() {
        return answer;
    }
}
