package dev.alarum.ups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alarum.flow.RelayInTest;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.node.StampSource;
import dev.alarum.ups.UpsDeskBinding.Asked;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpsDeskBindingTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 204",
        "127.8.9.1, 204",
        "::1, 204",
        "::ffff:127.0.0.1, 204",
        "192.168.1.7, 403",
        "::ffff:10.0.0.1, 403",
        "100.64.0.9, 403"
    })
    void a_look_can_be_asked_for_on_this_machine_only(String peer, int status) {
        assertThat(asked(SocketAddress.inetSocketAddress(50_000, peer)).status())
                .isEqualTo(status);
    }

    @Test
    void without_an_address_there_is_no_look() {
        assertThat(asked(null)).satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.looks()).isEmpty();
        });
    }

    private Asked asked(@Nullable SocketAddress peer) {
        UpsDesk desk = new UpsDesk(
                new Name("pi"),
                List.of(UpsSource.named(new Name("rack"))),
                List.of("a"),
                StampSource.begin(data, Clock.systemUTC()),
                () -> new Moment(0, Instant.EPOCH));
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader("CamelVertxPlatformHttpRemoteAddress", peer);
        exchange.getMessage().setHeader("X-Forwarded-For", "127.0.0.1");
        exchange.getMessage().setBody("");

        new UpsDeskBinding(desk, RelayInTest.KEY, Clock.systemUTC()).asked(exchange);

        return exchange.getProperty("answer", Asked.class);
    }
}
