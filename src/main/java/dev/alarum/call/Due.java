package dev.alarum.call;

import java.time.Instant;

/** What is to be done next about an attempt that is not over; the flow {@code call-follow} does it. */
public sealed interface Due {
    /** Which branch of the flow does it: {@code fetch, look, report}. */
    String kind();

    /** The incident's number. */
    long incident();

    /** The attempt's number. */
    int attempt();

    /**
     * Ask the provider how that call is.
     *
     * @param provider as in {@link CallOrder#provider}
     */
    record Fetch(long incident, int attempt, String sid, int provider) implements Due {
        @Override
        public String kind() {
            return "fetch";
        }
    }

    /**
     * Ask the provider whether it has the call.
     *
     * @param phone the number that was to be rung
     * @param intended when, by the wall clock
     * @param provider as in {@link CallOrder#provider}
     */
    record Look(long incident, int attempt, String phone, Instant intended, int provider) implements Due {
        @Override
        public String kind() {
            return "look";
        }
    }

    /** Report what is known now. */
    record Report(CallUpdate update) implements Due {
        @Override
        public String kind() {
            return "report";
        }

        @Override
        public long incident() {
            return update.incident();
        }

        @Override
        public int attempt() {
            return update.attempt();
        }
    }
}
