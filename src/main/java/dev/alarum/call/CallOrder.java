package dev.alarum.call;

import java.util.List;

/**
 * One attempt to reach one contact. The pair (incident, attempt) is its identity: it is claimed at most once.
 *
 * @param incident the incident's number; 0 for a test call
 * @param attempt the number of the attempt within the incident, from 1
 * @param contact whom to ring
 * @param facts what to say: the incident itself first, then any other open one that is merged into the call
 * @param provider who carries it: 1 for {@code alarum.twilio.*}, 2 for {@code alarum.twilio2.*}
 */
public record CallOrder(long incident, int attempt, Contact contact, List<CallFacts> facts, int provider) {
    /** Copies the facts. */
    public CallOrder {
        facts = List.copyOf(facts);
    }

    /** Carried by the first provider. */
    public CallOrder(long incident, int attempt, Contact contact, List<CallFacts> facts) {
        this(incident, attempt, contact, facts, 1);
    }
}
