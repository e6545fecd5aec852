package dev.alarum.call;

/** What came of the wish of a person about an incident. */
public enum KeyAnswer {
    /** Acknowledged: nobody is rung any more until it grows worse. */
    ACKNOWLEDGED,
    /** Acknowledged, although it was to be closed: an outage closes by itself when it is over. */
    CLOSES_BY_ITSELF,
    /** Closed. */
    CLOSED,
    /** The next contact is rung when this call is over. */
    NEXT_CONTACT,
    /** Not acknowledged: it grew worse than this call tells, and the next call tells it. */
    GREW_WORSE,
    /** What was not ordered to shut down yet will not be in this outage. */
    PLAN_STOPPED,
    /** Every order to shut down is out already: nothing can be stopped, and nothing is left to be ordered. */
    PLAN_OUT,
    /** The shutdown begins. */
    PLAN_BEGUN,
    /** No order goes out, since the plan is not armed. */
    PLAN_NOT_ARMED,
    /** Not acknowledged: that call is over for the hub, which rings again; the key is to be pressed in the next one. */
    NEXT_CALL,
    /** The drill is over: somebody answered for it. */
    DRILL_OVER,
    /** Nothing is left to be done: it is over, or was acknowledged before. */
    OVER;

    /** The word for texts and answers, for instance {@code grew-worse}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
