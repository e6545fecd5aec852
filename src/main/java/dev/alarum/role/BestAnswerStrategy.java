package dev.alarum.role;

import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Of what several hubs answered, the one to pass on: an acknowledgement before a refusal before anything else. */
public final class BestAnswerStrategy implements AggregationStrategy {
    @Override
    public Exchange aggregate(@Nullable Exchange best, Exchange next) {
        return best == null || worth(next) > worth(best) ? next : best;
    }

    private static int worth(Exchange answer) {
        int status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        return switch (status / 100) {
            case 2 -> 3;
            case 4 -> 2;
            case 0 -> 0;
            default -> 1;
        };
    }
}
