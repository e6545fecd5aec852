package dev.alarum.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alarum.notice.Farewell;
import dev.alarum.notice.Notice;
import dev.alarum.notice.NoticeRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticeCommandTest {
    @Test
    void takes_kind_duration_and_reason_in_any_order() {
        assertThat(NoticeCommand.parse(List.of("--reason", "new disk", "maintenance", "45m"))
                        .farewell())
                .contains(new Farewell(Notice.Kind.MAINTENANCE, "new disk", Duration.ofMinutes(45)));
    }

    @Test
    void a_request_reads_back_as_it_was_written() {
        NoticeRequest request = NoticeCommand.parse(List.of("reboot", "2h", "--reason=\"quoted\" ü"));

        assertThat(NoticeRequest.parse(request.toLine())).isEqualTo(request);
        assertThat(NoticeRequest.parse(NoticeCommand.parse(List.of("goodbye")).toLine())
                        .farewell())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|kind",
                "holiday|holiday",
                "stop 45|45",
                "stop 45x|45x",
                "stop 0s|1s to 30d",
                "stop 31d|1s to 30d",
                "stop 1h now|now",
                "stop --reason|--reason",
                "goodbye 1h|goodbye"
            })
    void refuses_what_it_does_not_understand(String line, String named) {
        assertThatThrownBy(() -> NoticeCommand.parse(List.of(line.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
