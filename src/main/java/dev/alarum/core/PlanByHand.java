package dev.alarum.core;

import dev.alarum.call.Key;
import dev.alarum.call.KeyAnswer;
import dev.alarum.node.Moment;
import dev.alarum.node.Name;
import dev.alarum.ups.PowerWatch;
import java.util.Map;

/**
 * What a person decides about the shutdown in an outage. From then on it does not begin by itself until the outage is over;
 * the person may change his mind.
 */
final class PlanByHand {
    private final PowerDesk power;

    PlanByHand(PowerDesk power) {
        this.power = power;
    }

    /** Whether there is anything to decide. */
    boolean canDecide(Incident incident) {
        return incident.isLive() && power.canShutDown(incident.site);
    }

    /** Does what that key wants about each UPS of the site that is out. @return what came of it */
    KeyAnswer decide(Incident incident, Key key, String how, Moment now) {
        KeyAnswer answer = KeyAnswer.PLAN_OUT;
        for (Map.Entry<Name, PowerWatch> out :
                power.supply().outAt(incident.site).entrySet()) {
            if (power.plans().canShutDown(out.getKey())) {
                KeyAnswer one = key == Key.KEEP_RUNNING
                        ? keepRunning(out.getKey(), out.getValue(), incident, how, now)
                        : shutDown(out.getKey(), incident, how, now);
                answer = answer == KeyAnswer.PLAN_OUT ? one : answer;
                out.getValue().leave();
            }
        }
        return answer;
    }

    private KeyAnswer keepRunning(Name ups, PowerWatch watch, Incident incident, String how, Moment now) {
        boolean isWithRelay = power.shutdowns().isAnyLeftToRelay(ups, now);
        if (!watch.shutdownWasDue() && !isWithRelay) {
            power.plans().forgo(ups, incident.id, how, now);
            return KeyAnswer.PLAN_STOPPED;
        }
        boolean hears = !isWithRelay || power.shutdowns().isToldLately(ups, now);
        boolean stopped = power.plans().stop(ups, now) && hears;
        return stopped || !power.shutdowns().hasOrdered(ups, incident.id) ? KeyAnswer.PLAN_STOPPED : KeyAnswer.PLAN_OUT;
    }

    private KeyAnswer shutDown(Name ups, Incident incident, String how, Moment now) {
        if (!power.plans().beginRest(ups, incident.id, how, now)) {
            return KeyAnswer.PLAN_OUT;
        }
        return power.plans().isArmed(ups) ? KeyAnswer.PLAN_BEGUN : KeyAnswer.PLAN_NOT_ARMED;
    }
}
