package dev.alarum.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TargetAddressesTest {
    private volatile TargetAddresses.Lookup names = TargetAddressesTest::unknown;
    private final TargetAddresses addresses = new TargetAddresses(host -> names.of(host));

    @Test
    void begins_each_connection_with_another_address() throws Exception {
        names = host -> found("10.0.0.1", "10.0.0.2");

        InetAddress[] first = addresses.resolve("hub");
        InetAddress[] second = addresses.resolve("hub");

        assertThat(first).containsExactly(found("10.0.0.1", "10.0.0.2"));
        assertThat(second).containsExactly(found("10.0.0.2", "10.0.0.1"));
    }

    @Test
    void goes_on_with_the_known_address_when_the_name_service_fails() throws Exception {
        names = host -> found("10.0.0.1");
        addresses.resolve("hub");
        names = TargetAddressesTest::unknown;

        assertThat(addresses.resolve("hub")).containsExactly(found("10.0.0.1"));
    }

    @Test
    void waits_a_second_at_most_for_a_slow_name_service_and_asks_it_once() throws Exception {
        names = host -> found("10.0.0.1");
        addresses.resolve("hub");
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        names = host -> {
            questions.incrementAndGet();
            await(answer);
            return found("10.0.0.9");
        };
        long begin = System.nanoTime();

        InetAddress[] first = addresses.resolve("hub");
        InetAddress[] second = addresses.resolve("hub");

        assertThat(first).containsExactly(found("10.0.0.1"));
        assertThat(second).containsExactly(found("10.0.0.1"));
        assertThat(questions).hasValue(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        answer.countDown();
    }

    @Test
    void follows_a_changed_address() throws Exception {
        names = host -> found("10.0.0.1");
        addresses.resolve("hub");
        names = host -> found("10.0.0.2");

        assertThat(addresses.resolve("hub")).containsExactly(found("10.0.0.2"));
    }

    @Test
    void says_that_a_name_was_never_found() {
        names = TargetAddressesTest::unknown;

        assertThatThrownBy(() -> addresses.resolve("hub"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("hub");
    }

    private static InetAddress[] unknown(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    private static InetAddress[] found(String... texts) throws UnknownHostException {
        InetAddress[] found = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            found[i] = InetAddress.getByName(texts[i]);
        }
        return found;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
