package dev.alarum.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.call.Conversation.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {
    private static final Spoken SPOKEN = new Spoken("en-US", null, List.of("Node a has failed."), "I repeat.");

    private final Conversation open = new Conversation(SPOKEN, Language.of("en"), null, false);
    private final Conversation locked = new Conversation(SPOKEN, Language.of("en"), "4711", false);

    private static Turn.Ask asked(Turn turn) {
        assertThat(turn).isInstanceOf(Turn.Ask.class);
        return (Turn.Ask) turn;
    }

    @Test
    void says_what_happened_before_it_asks_for_a_key() {
        assertThat(open.opening()).isEqualTo(new Turn.Ask("Node a has failed. " + help(), 1));
    }

    private static String help() {
        return Language.of("en").word("key.ask");
    }

    @ParameterizedTest
    @CsvSource({"4, ACKNOWLEDGE", "5, NEXT", "6, CLOSE"})
    void takes_the_keys_that_do_something(String digit, Key key) {
        assertThat(open.hear(digit)).isEqualTo(new Turn.Pressed(key));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "9", "#", "44", "4 ", "a", "４"})
    void explains_a_key_that_does_nothing(String digits) {
        assertThat(asked(open.hear(digits)).words())
                .startsWith("That key does nothing here.")
                .endsWith(help());
    }

    @Test
    void repeats_everything_at_a_star() {
        assertThat(asked(open.hear("*")).words())
                .contains("I repeat. Node a has failed.")
                .endsWith(help());
    }

    @Test
    void asks_for_the_pin_before_any_key_counts() {
        assertThat(locked.opening().words())
                .startsWith("Node a has failed.")
                .contains("PIN")
                .doesNotContain("Press 4");
        assertThat(locked.opening().digits()).isEqualTo(4);
        assertThat(asked(locked.hear("4")).words()).startsWith("That PIN is wrong.");

        Turn.Ask unlocked = asked(locked.hear("4711"));

        assertThat(unlocked).isEqualTo(new Turn.Ask(help(), 1));
        assertThat(locked.hear("4")).isEqualTo(new Turn.Pressed(Key.ACKNOWLEDGE));
    }

    @Test
    void does_not_ask_again_after_three_wrong_pins() {
        locked.hear("0000");
        locked.hear("1111");

        assertThat(locked.hear("2222")).isInstanceOf(Turn.End.class);
    }

    @ParameterizedTest
    @EnumSource(KeyAnswer.class)
    void has_words_for_whatever_came_of_a_key(KeyAnswer answer) {
        assertThat(open.told(answer).words()).isNotBlank();
    }

    @Test
    void the_keys_of_the_shutdown_are_named_and_do_something_in_a_call_about_the_power_only() {
        Conversation power = new Conversation(SPOKEN, Language.of("en"), null, true);

        assertThat(power.opening().words()).contains("Press 7 to stop the shutdown, 8 to shut down now.");
        assertThat(power.hear("7")).isEqualTo(new Turn.Pressed(Key.KEEP_RUNNING));
        assertThat(power.hear("8")).isEqualTo(new Turn.Pressed(Key.SHUT_DOWN));
        assertThat(open.opening().words()).doesNotContain("shutdown");
        assertThat(open.hear("7")).isInstanceOf(Turn.Ask.class);
        assertThat(open.hear("8")).isInstanceOf(Turn.Ask.class);
    }
}
