package dev.alarum.sim;

import dev.alarum.call.Attempt;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.Outcome;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import dev.alarum.role.HubBinding;
import dev.alarum.status.News;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;

/** Flows in place of those by which something leaves the hub's machine: each tells what it was asked to do. */
final class OutsideOfHub extends RouteBuilder {
    private final HubBinding hub;
    private final List<Deed> deeds;

    OutsideOfHub(HubBinding hub, List<Deed> deeds) {
        this.hub = hub;
        this.deeds = deeds;
    }

    @Override
    public void configure() {
        from("direct:dial-model")
                .routeId("dial-model")
                .process(exchange -> deeds.add(new Deed.Dial(
                        exchange.getMessage().getMandatoryBody(Attempt.class).order())));
        from("seda:news")
                .routeId("news")
                .process(exchange ->
                        deeds.add(new Deed.Tell(exchange.getMessage().getMandatoryBody(News.class))));
        from("seda:own-way").routeId("own-way").process(exchange -> deeds.add(new Deed.Prove()));
        from("seda:proxmox-state")
                .routeId("proxmox-state")
                .process(exchange ->
                        deeds.add(new Deed.Look(exchange.getMessage().getMandatoryBody(LookOrder.class))));
        from("seda:proxmox-order")
                .routeId("proxmox-order")
                .setProperty("order", body())
                .to("direct:order-intent")
                .process(exchange -> order(exchange.getProperty("order", StepOrder.class)));
    }

    private void order(StepOrder order) {
        if (hub.isVoid(order)) {
            hub.step(StepResult.of(order.plan(), order.position(), Outcome.STOPPED, null));
        } else {
            deeds.add(new Deed.Shutdown(order));
        }
    }
}
