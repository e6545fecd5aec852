package dev.alarum.sim;

import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.WaitForTaskToComplete;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.ExchangeHelper;

/**
 * The component {@code seda} without threads: what is sent waits in the order in which it was sent, whatever the queue,
 * until somebody says {@link #drain()}; who waits for an answer gets it at once. A queue whose flow does not run keeps
 * what it has.
 */
final class HandQueues extends DefaultComponent {
    private final Map<String, HandConsumer> consumers = new HashMap<>();
    private final Deque<Letter> waiting = new ArrayDeque<>();
    private final Moments time;
    private String slow = "";
    private Duration slowness = Duration.ZERO;
    private boolean draining;

    private record Letter(String queue, Exchange exchange, Moment given) {}

    HandQueues(Moments time) {
        this.time = time;
    }

    /** What is sent to that queue, and not waited for, is taken so long afterwards at the earliest. */
    void slow(String queue, Duration slowness) {
        this.slow = queue;
        this.slowness = slowness;
    }

    /** Runs what waits, and what comes of it, until nothing is left that a running flow would take. */
    void drain() throws Exception {
        if (draining) {
            return;
        }
        draining = true;
        try {
            for (Letter next = take(null); next != null; next = take(null)) {
                consumers.get(next.queue).take(next.exchange);
            }
        } finally {
            draining = false;
        }
    }

    private Letter take(String queue) {
        for (Iterator<Letter> all = waiting.iterator(); all.hasNext(); ) {
            Letter letter = all.next();
            boolean asked = queue == null || queue.equals(letter.queue);
            if (asked && consumers.containsKey(letter.queue) && isRipe(letter)) {
                all.remove();
                return letter;
            }
        }
        return null;
    }

    private boolean isRipe(Letter letter) {
        return !letter.queue.equals(slow) || time.now().since(letter.given).compareTo(slowness) >= 0;
    }

    private void answer(String queue, Exchange exchange) throws Exception {
        if (!consumers.containsKey(queue)) {
            throw new CamelExchangeException(
                    "nobody answered: the flow behind seda:" + queue + " is stopped", exchange);
        }
        for (Letter earlier = take(queue); earlier != null; earlier = take(queue)) {
            consumers.get(queue).take(earlier.exchange);
        }
        Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
        consumers.get(queue).take(copy);
        ExchangeHelper.copyResults(exchange, copy);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String queue, Map<String, Object> parameters) {
        WaitForTaskToComplete wait = getAndRemoveParameter(
                parameters,
                "waitForTaskToComplete",
                WaitForTaskToComplete.class,
                WaitForTaskToComplete.IfReplyExpected);
        // sizes and threads mean nothing here
        parameters.clear();
        return new Queue(uri, queue, wait);
    }

    private final class Queue extends DefaultEndpoint {
        private final String queue;
        private final WaitForTaskToComplete wait;

        Queue(String uri, String queue, WaitForTaskToComplete wait) {
            super(uri, HandQueues.this);
            this.queue = queue;
            this.wait = wait;
        }

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    boolean awaited = wait == WaitForTaskToComplete.Always
                            || wait == WaitForTaskToComplete.IfReplyExpected && ExchangeHelper.isOutCapable(exchange);
                    if (awaited) {
                        answer(queue, exchange);
                        return;
                    }
                    Exchange copy = ExchangeHelper.createCorrelatedCopy(exchange, false);
                    copy.setPattern(ExchangePattern.InOnly);
                    waiting.add(new Letter(queue, copy, time.now()));
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new HandConsumer(this, queue, processor);
        }
    }

    private final class HandConsumer extends DefaultConsumer implements Suspendable {
        private final String queue;

        HandConsumer(Endpoint endpoint, String queue, Processor processor) {
            super(endpoint, processor);
            this.queue = queue;
        }

        void take(Exchange exchange) throws Exception {
            exchange.getExchangeExtension().setFromEndpoint(getEndpoint());
            exchange.getExchangeExtension().setFromRouteId(getRouteId());
            getProcessor().process(exchange);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            consumers.put(queue, this);
        }

        @Override
        protected void doStop() throws Exception {
            consumers.remove(queue);
            super.doStop();
        }

        @Override
        protected void doSuspend() {
            consumers.remove(queue);
        }

        @Override
        protected void doResume() {
            consumers.put(queue, this);
        }
    }
}
