package dev.alarum.role;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Joins what became of the beats of one message: the first failure if there is one. */
final class FirstFailureStrategy implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange next) {
        return before != null && isFailure(before) ? before : next;
    }

    /** Whether it failed, or a failure has written its answer; requests cannot: their headers are taken off first. */
    static boolean isFailure(Exchange exchange) {
        return exchange.getException() != null || exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
    }
}
