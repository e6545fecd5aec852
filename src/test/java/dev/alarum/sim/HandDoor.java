package dev.alarum.sim;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.Suspendable;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/** The component {@code platform-http} without a network: who posts runs the flow itself and gets its answer. */
final class HandDoor extends DefaultComponent {
    private static final Answer CLOSED = new Answer(503, "");

    private final Map<String, Entry> entries = new HashMap<>();

    /** What a poster is answered. */
    record Answer(int status, String body) {
        boolean isTaken() {
            return status / 100 == 2;
        }
    }

    /** Posts; 503 where the flow behind the path does not run. */
    Answer post(String path, byte[] body, Map<String, Object> headers) throws Exception {
        Entry entry = entries.get(path);
        return entry == null ? CLOSED : entry.take(body, headers);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String path, Map<String, Object> parameters) {
        // methods and content types are the business of the real door
        parameters.clear();
        return new DefaultEndpoint(uri, this) {
            @Override
            public Producer createProducer() {
                throw new UnsupportedOperationException("a door is for coming in");
            }

            @Override
            public Consumer createConsumer(Processor processor) {
                return new Entry(this, path, processor);
            }
        };
    }

    private final class Entry extends DefaultConsumer implements Suspendable {
        private final String path;

        Entry(Endpoint endpoint, String path, Processor processor) {
            super(endpoint, processor);
            this.path = path.startsWith("/") ? path : "/" + path;
        }

        Answer take(byte[] body, Map<String, Object> headers) throws Exception {
            Exchange exchange = createExchange(false);
            exchange.setPattern(ExchangePattern.InOut);
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(headers);
            createUoW(exchange);
            try {
                getProcessor().process(exchange);
            } finally {
                doneUoW(exchange);
            }
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            int status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 200, Integer.class);
            byte[] said = (byte[]) exchange.getMessage().getBody();
            return new Answer(status, said == null ? "" : new String(said, StandardCharsets.UTF_8));
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            entries.put(path, this);
        }

        @Override
        protected void doStop() throws Exception {
            entries.remove(path);
            super.doStop();
        }

        @Override
        protected void doSuspend() {
            entries.remove(path);
        }

        @Override
        protected void doResume() {
            entries.put(path, this);
        }
    }
}
