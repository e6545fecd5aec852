package dev.alarum.role;

import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/** Tells at once that a flow was stopped, suspended or set going again by an operator. */
final class FlowChanges extends RoutePolicySupport {
    private final Runnable changed;

    FlowChanges(Runnable changed) {
        this.changed = changed;
    }

    @Override
    public void onStart(Route route) {
        changed.run();
    }

    @Override
    public void onStop(Route route) {
        changed.run();
    }

    @Override
    public void onSuspend(Route route) {
        changed.run();
    }

    @Override
    public void onResume(Route route) {
        changed.run();
    }
}
