package dev.alarum.sim;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.Lock;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.TimeoutMap;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.support.DefaultTimeoutMap;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Camel's aggregator with a clock of ours. Its own list of timeouts is private and reads the machine's clock; this puts
 * a list of the same class in its place that differs in the clock alone. What a timeout brings about stays Camel's.
 */
final class VirtualAggregator {
    private static final Field TIMEOUTS = field("timeoutMap");
    private static final Field LOCK = field("lock");

    private final CamelContext context;
    private final AggregateProcessor aggregator;
    private final VirtualTime time;
    private Timeouts ours;

    VirtualAggregator(CamelContext context, String id, VirtualTime time) {
        this.context = context;
        this.aggregator = context.getProcessor(id, AggregateProcessor.class);
        this.time = time;
    }

    /** Takes over from the machine's clock; again after each start of the aggregator's flow, which makes a new list. */
    void takeOver() {
        Object theirs = read(TIMEOUTS);
        if (theirs == ours || theirs == null) {
            return;
        }
        ServiceHelper.stopService(theirs);
        ours = new Timeouts(
                aggregator.getTimeoutCheckerExecutorService(), aggregator.getCompletionTimeoutCheckerInterval(), (Lock)
                        read(LOCK));
        Method evicted = evicted(theirs);
        ours.addListener((type, key, exchangeId) -> invoke(evicted, theirs, type, key, exchangeId));
        armWhatIsKept();
        write(TIMEOUTS, ours);
        ServiceHelper.startService(ours);
    }

    /** As the aggregator itself does at its start: each group that it has kept gets its full timeout. */
    private void armWhatIsKept() {
        for (String key : aggregator.getAggregationRepository().getKeys()) {
            Exchange kept = aggregator.getAggregationRepository().get(context, key);
            long timeout = kept.getProperty(ExchangePropertyKey.AGGREGATED_TIMEOUT, 0L, long.class);
            if (timeout > 0) {
                ours.put(key, kept.getExchangeId(), timeout);
            }
        }
    }

    /** The same class as Camel's own, with the clock replaced where it is meant to be. */
    private final class Timeouts extends DefaultTimeoutMap<String, String> {
        private final Lock lockOfTheAggregator;

        Timeouts(ScheduledExecutorService checker, long interval, Lock lockOfTheAggregator) {
            super(checker, interval);
            this.lockOfTheAggregator = lockOfTheAggregator;
        }

        @Override
        protected long currentTime() {
            return time.millis();
        }

        @Override
        protected void purge() {
            lockOfTheAggregator.lock();
            try {
                super.purge();
            } finally {
                lockOfTheAggregator.unlock();
            }
        }
    }

    private static Method evicted(Object timeouts) {
        try {
            Method method = timeouts.getClass()
                    .getDeclaredMethod("onEviction", TimeoutMap.Listener.Type.class, String.class, String.class);
            method.setAccessible(true);
            return method;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Camel's aggregator has changed inside", e);
        }
    }

    private static void invoke(Method method, Object target, Object... arguments) {
        try {
            method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Camel's aggregator has changed inside", e);
        }
    }

    private Object read(Field field) {
        try {
            return field.get(aggregator);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Camel's aggregator has changed inside", e);
        }
    }

    private void write(Field field, Object value) {
        try {
            field.set(aggregator, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("Camel's aggregator has changed inside", e);
        }
    }

    private static Field field(String name) {
        try {
            Field field = AggregateProcessor.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("Camel's aggregator has changed inside", e);
        }
    }
}
