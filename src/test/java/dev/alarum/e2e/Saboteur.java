package dev.alarum.e2e;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.service.ServiceHelper;

/** Harms a hub from within, as a defect would. A flow that only a test adds to the hub's own calls it. */
public final class Saboteur {
    /** The flow, started by JMX; {@code %s} is a method of this class. */
    static final String FLOW = """
            - route:
                id: sabotage
                autoStartup: false
                from:
                  uri: timer:sabotage
                  parameters:
                    repeatCount: 1
                    delay: 0
                  steps:
                    - bean:
                        beanType: dev.alarum.e2e.Saboteur
                        method: %s
            """;

    /** The clock of the hub's tick dies, while its flow is said to run. */
    public void killTheTick(Exchange exchange) {
        ServiceHelper.stopService(
                Objects.requireNonNull(exchange.getContext().getRoute("tick")).getConsumer());
    }

    /** Someone takes the hub's lock and never gives it back. */
    public void keepTheLock(Exchange exchange) throws InterruptedException {
        CamelContext context = exchange.getContext();
        synchronized (Objects.requireNonNull(context.getRegistry().lookupByName("hub"))) {
            new CountDownLatch(1).await();
        }
    }
}
