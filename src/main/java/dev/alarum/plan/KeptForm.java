package dev.alarum.plan;

import dev.alarum.node.Demands;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The form of what a step keeps for its undoing. What comes from elsewhere has it before it is kept: guests are counted by it
 * at every tick, and an option is given back to Proxmox as it stands.
 */
enum KeptForm {
    /** The numbers of guests, with commas between. */
    GUESTS("give the numbers of at most 1000 guests, 1 to 9 digits each, with commas between", "100,101") {
        @Override
        boolean isMetBy(String kept) {
            List<String> ids = parts(kept);
            return ids.size() <= MOST_GUESTS && areAll(ids, GUEST);
        }
    },
    /** How high availability was. */
    HA("give arm-ha, no-policy, policy: with the policy or ha: with the option of before", "policy:migrate") {
        @Override
        boolean isMetBy(String kept) {
            if (kept.startsWith(StepOrder.POLICY)) {
                List<String> parts = parts(kept.substring(StepOrder.POLICY.length()));
                return VALUE.matcher(parts.get(0)).matches() && areOption(parts.subList(1, parts.size()));
            }
            if (kept.startsWith(StepOrder.HA_OPTION)) {
                return areOption(parts(kept.substring(StepOrder.HA_OPTION.length())));
            }
            return kept.equals(StepOrder.ARM_HA) || kept.equals(StepOrder.NO_POLICY);
        }
    },
    /** There is nothing to be kept. */
    NONE("leave it out, nothing is kept with this kind", "only guests, node, force and ha-off keep something") {
        @Override
        boolean isMetBy(String kept) {
            return false;
        }
    };

    /** The numbers of a thousand guests, or an option of Proxmox. */
    static final int LONGEST = 8_000;

    private static final int MOST_GUESTS = 1_000;
    /** Proxmox knows one property in that option, and may come to know some more. */
    private static final int MOST_PROPERTIES = 20;

    private static final Pattern GUEST = Pattern.compile("[0-9]{1,9}");
    private static final Pattern VALUE = Pattern.compile("[!-~&&[^,=]]{1,60}");
    /** The policy stands before the others, not among them. */
    private static final Pattern PROPERTY =
            Pattern.compile("(?!shutdown_policy=)[A-Za-z0-9_-]{1,40}=[!-~&&[^,=]]{1,60}");

    private final String rule;
    private final String example;

    KeptForm(String rule, String example) {
        this.rule = rule;
        this.example = example;
    }

    /** That of what a step of this kind keeps. */
    static KeptForm of(StepKind kind) {
        return switch (kind) {
            case GUESTS, NODE, FORCE, START -> GUESTS;
            case HA_OFF, HA_ON -> HA;
            case NOOUT, NOOUT_OFF, WAKE -> NONE;
        };
    }

    /** What is kept if it has this form; null if there is nothing, or it has not. */
    @Nullable
    String fitting(@Nullable String kept) {
        return kept != null && isRight(kept) ? kept : null;
    }

    /** @throws Demands.NotMet if what is kept has not this form */
    void demand(@Nullable String kept) {
        new Demands().that(kept == null || isRight(kept), "kept", rule, example).check();
    }

    private boolean isRight(String kept) {
        return kept.length() <= LONGEST && isMetBy(kept);
    }

    abstract boolean isMetBy(String kept);

    private static List<String> parts(String text) {
        return Arrays.asList(text.split(",", -1));
    }

    private static boolean areOption(List<String> parts) {
        return parts.size() <= MOST_PROPERTIES && areAll(parts, PROPERTY);
    }

    private static boolean areAll(List<String> parts, Pattern form) {
        return parts.stream().allMatch(part -> form.matcher(part).matches());
    }
}
