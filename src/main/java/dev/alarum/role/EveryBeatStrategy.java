package dev.alarum.role;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * What became of a post after each of its beats was handed to the watch, bean {@code everyBeat}: one beat that could
 * not be counted makes it a failure, though all others count.
 */
final class EveryBeatStrategy implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange soFar, Exchange beat) {
        Exchange whole = soFar == null ? new DefaultExchange(beat.getContext()) : soFar;
        Exception fault = beat.getProperty(Exchange.EXCEPTION_CAUGHT, beat.getException(), Exception.class);
        if (fault != null && whole.getException() == null) {
            whole.setException(fault);
        }
        return whole;
    }
}
