package dev.alarum.alone;

import dev.alarum.node.Moments;
import dev.alarum.node.PrivateFile;
import dev.alarum.node.Throttle;
import dev.alarum.plan.ClusterLook;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plans of a relay as its flows know them, bean {@code plans}. It hands what must be done to {@code seda:plan-decided};
 * handing over never waits.
 */
public final class AloneBinding {
    /** The file's name in the data folder. */
    public static final String FILE = "plans.json";

    private static final String DECIDED = "seda:plan-decided";
    private static final Logger LOGGER = LoggerFactory.getLogger(AloneBinding.class);

    private final Alone alone;
    private final Path file;
    private final Throttle log;
    private @Nullable ProducerTemplate template;
    private String written;

    private AloneBinding(Alone alone, Path file, String written, Moments moments) {
        this.alone = alone;
        this.file = file;
        this.written = written;
        this.log = new Throttle(Duration.ofMinutes(1), moments);
    }

    /** Binds it and goes on with what an earlier run left in that folder; what cannot be read is reported and passed over. */
    public static AloneBinding of(Alone alone, Path folder, Moments moments) {
        Path file = folder.resolve(FILE);
        String written = "";
        try {
            if (Files.exists(file)) {
                written = Files.readString(file, StandardCharsets.UTF_8);
                alone.restore(written);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOGGER.error("event=plans-not-read file={} reason=\"{}\"", file, e.toString());
        }
        return new AloneBinding(alone, file, written, moments);
    }

    /** One second has passed. */
    public void tick(Exchange exchange) {
        handOver(alone.tick(), exchange);
    }

    /** News of a step of a plan. */
    public void step(@Body StepResult result, Exchange exchange) {
        handOver(alone.step(result), exchange);
    }

    /** What a plan's look at its cluster has shown. */
    public void seen(@Body ClusterLook look, Exchange exchange) {
        handOver(alone.seen(look), exchange);
    }

    /** Whether an order must not be sent any more: mains came back while it waited in its flow. */
    public boolean isVoid(StepOrder order) {
        return alone.isVoid(order);
    }

    /**
     * Writes down how things stand, and if the body is an order, that it leaves now.
     *
     * @throws IOException if the disk does not take it
     */
    public synchronized void keep(@Body Object body) throws IOException {
        if (body instanceof StepOrder order) {
            alone.intend(order);
        }
        String fresh = alone.kept();
        if (!fresh.equals(written)) {
            PrivateFile.replace(file, fresh);
            written = fresh;
        }
    }

    /** The disk did not take it. */
    public void notKept(@ExchangeException Throwable failure) {
        if (log.passes("keep")) {
            LOGGER.error("event=plans-not-kept file={} reason=\"{}\"", file, failure.toString());
        }
    }

    private void handOver(List<Deed> deeds, Exchange exchange) {
        if (!deeds.isEmpty()) {
            templateOf(exchange).sendBody(DECIDED, deeds);
        }
    }

    private synchronized ProducerTemplate templateOf(Exchange exchange) {
        ProducerTemplate made = template;
        if (made == null) {
            made = exchange.getContext().createProducerTemplate();
            template = made;
        }
        return made;
    }
}
