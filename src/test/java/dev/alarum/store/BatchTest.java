package dev.alarum.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.store.Row.DecisionRow;
import dev.alarum.store.Row.ForgetRow;
import dev.alarum.store.Row.SenderRow;
import dev.alarum.store.Row.StampRow;
import dev.alarum.store.Row.StampsRow;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTest {
    @Test
    void rows_of_a_kind_are_written_together_whatever_lies_between_them() {
        List<Batch> batches = Batch.of(List.of(sender("a"), decision("a"), sender("b"), decision("b")));

        assertThat(batches)
                .containsExactly(
                        new Batch("save-sender", List.of(sender("a"), sender("b"))),
                        new Batch("add-decision", List.of(decision("a"), decision("b"))));
    }

    @Test
    void a_sender_is_not_forgotten_before_what_was_known_earlier_is_written() {
        List<Batch> batches = Batch.of(List.of(sender("a"), new ForgetRow("a"), sender("a")));

        assertThat(batches).extracting(Batch::statement).containsExactly("save-sender", "forget-sender", "save-sender");
    }

    @Test
    void a_batch_is_no_longer_than_what_may_wait_behind_it() {
        List<Row> rows = IntStream.range(0, 1_201)
                .<Row>mapToObj(number -> sender("n" + number))
                .toList();

        assertThat(Batch.of(rows)).extracting(batch -> batch.rows().size()).containsExactly(500, 500, 201);
    }

    @Test
    void its_json_has_an_object_for_each_row_with_whatever_a_text_may_hold() throws Exception {
        String quotes = "\"'); DROP TABLE decision; --\\\n\u00e9";
        Batch decisions = new Batch("add-decision", List.of(new DecisionRow(1, "a", quotes, "b", "c")));
        StampRow stamp = new StampRow("a", "beat", 1, 2);
        Batch stamps = new Batch("save-stamp", List.of(new StampsRow(3, List.of(stamp, stamp)), stamp));

        assertThat(decisions.json())
                .contains("\"rule\":\"\\\"'); DROP TABLE decision; --\\\\\\n\u00e9\"")
                .contains("\"at\":1");
        assertThat(stamps.json().split("\"sender\":\"a\"", -1)).hasSize(4);
    }

    private static SenderRow sender(String name) {
        return new SenderRow(name, "home", "UP", 1, 2, 3, null, null, null);
    }

    private static DecisionRow decision(String subject) {
        return new DecisionRow(1, subject, "rule", "known", "done");
    }
}
