package dev.alarum.role;

import dev.alarum.alone.Alone;
import dev.alarum.alone.AloneBinding;
import dev.alarum.alone.HubContact;
import dev.alarum.alone.HubContactBinding;
import dev.alarum.alone.Lan;
import dev.alarum.alone.PlanPost;
import dev.alarum.alone.PlanPostBinding;
import dev.alarum.heartbeat.BeatBasket;
import dev.alarum.heartbeat.BeatBasketBinding;
import dev.alarum.net.TamedAnswer;
import dev.alarum.node.Moment;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.StampSource;
import dev.alarum.notice.HostState;
import dev.alarum.notice.NoticeSpool;
import dev.alarum.notice.NoticeSpoolBinding;
import dev.alarum.proxmox.ProxmoxBinding;
import dev.alarum.settings.RelaySettings;
import dev.alarum.ups.ProgramBinding;
import dev.alarum.ups.UpsDesk;
import dev.alarum.ups.UpsDeskBinding;
import dev.alarum.ups.UpsSource;
import dev.alarum.wake.WakeBinding;
import dev.alarum.wake.WakeDesk;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.main.PropertiesRouteTemplateParametersSource;
import org.apache.camel.spi.RouteTemplateParameterSource;
import org.jspecify.annotations.Nullable;

/** What the flows of a relay name: its beans, and one copy of each template for each hub and each UPS. */
public final class RelayBinding {
    /** The folder of the kept notices within the data folder. */
    static final String SPOOL = "notices";

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(3);

    private final RelaySettings settings;
    private final RelayHubs hubs;
    private final StampSource stamps;
    private final NoticeSpool spool;
    private final BeatBasket basket;
    private final HubContact contact;
    private final Alone alone;
    private final Moments moments;

    private RelayBinding(RelaySettings settings, Moments moments) {
        this.settings = settings;
        this.moments = moments;
        this.hubs = new RelayHubs(settings.hubs());
        this.stamps = StampSource.begin(settings.dataFolder(), Clock.systemUTC());
        this.spool = NoticeSpool.open(settings.dataFolder().resolve(SPOOL), hubs.names(), moments);
        this.basket = new BeatBasket(settings.name(), settings.key(), stamps, moments);
        this.contact = new HubContact(settings.alone().silent(), moments);
        this.alone = new Alone(settings.alone(), settings.name(), stamps::next, contact, lan(basket), moments);
    }

    /** A relay of those settings; begins a new BOOT and reads what notices an earlier run left. */
    public static RelayBinding of(RelaySettings settings, Moments moments) {
        return new RelayBinding(settings, moments);
    }

    /** The beans by the names under which the flows call them. */
    public Map<String, Object> beans() {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("hubs", hubs);
        beans.put("hubClient", once());
        beans.put("bestAnswer", new BestAnswerStrategy());
        beans.put("program", new ProgramBinding());
        beans.put("beatBasket", new BeatBasketBinding(basket));
        beans.put("noticeSpool", new NoticeSpoolBinding(spool));
        UpsDesk desk = new UpsDesk(settings.name(), settings.ups(), hubs.names(), stamps, moments);
        desk.onLook(alone::looked);
        beans.put("upsDesk", new UpsDeskBinding(desk, settings.key(), Clock.systemUTC()));
        beans.put("hostState", new HostState());
        beans.put("relayTemplates", templates());
        beans.putAll(beansOfPlans());
        return beans;
    }

    private Map<String, Object> beansOfPlans() {
        Map<String, Object> beans = new LinkedHashMap<>();
        beans.put("hubContact", new HubContactBinding(contact));
        beans.put("plans", AloneBinding.of(alone, settings.dataFolder(), moments));
        PlanPost post = new PlanPost(settings.name(), settings.key(), stamps, hubsOfPlans(), alone, contact, moments);
        beans.put("planPost", new PlanPostBinding(post, settings.key(), Clock.systemUTC()));
        beans.put("hubWordsClient", bounded());
        beans.put("wake", new WakeBinding(new WakeDesk(settings.wake(), moments)));
        if (settings.shutsDown()) {
            beans.putAll(ProxmoxBinding.beans(settings.alone().clusters()));
        }
        return beans;
    }

    /** Whom there is anything to ask, or to tell, of waking and shutting down. */
    private List<String> hubsOfPlans() {
        return settings.tellsOfPlans() ? hubs.names() : List.of();
    }

    private static Lan lan(BeatBasket basket) {
        return new Lan() {
            @Override
            public @Nullable Moment lastHeard(Name node) {
                return basket.lastHeard(node);
            }

            @Override
            public boolean hearsAnother(Name node, Duration within) {
                return basket.hearsAnother(node, within);
            }
        };
    }

    /** The flows of the hub's folder that a relay of those settings runs, too: there they speak with its own plans. */
    static List<String> lentFlows(RelaySettings settings) {
        return settings.shutsDown() ? Role.RELAY.lentFlows() : List.of();
    }

    /** What says goodbye through the running flows. */
    RelayGoodbye goodbye(CamelContext context) {
        return new RelayGoodbye(settings.name(), settings.key(), stamps, spool, context.createProducerTemplate());
    }

    /** Each message is sent once: the client's own repetition would send a beat twice on a 503. */
    private static HttpClientConfigurer once() {
        return client -> client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching();
    }

    /** The same for answers that may be anybody's before they are found signed. */
    private static HttpClientConfigurer bounded() {
        TamedAnswer tamed = new TamedAnswer(List.of(), LONGEST_ANSWER);
        return client -> {
            once().configureHttpClient(client);
            client.addResponseInterceptorFirst((response, entity, context) -> tamed.tame(response));
        };
    }

    private RouteTemplateParameterSource templates() {
        PropertiesRouteTemplateParametersSource source = new PropertiesRouteTemplateParametersSource();
        hubs.urls().forEach((hub, url) -> {
            for (String template : new String[] {"beat-post", "notice-queue", "notice-post", "reading-post"}) {
                String id = template + "-" + hub;
                copy(source, template, id);
                source.addParameter(id, "hub", hub);
                source.addParameter(id, "url", url);
            }
        });
        hubs.urls().forEach((hub, url) -> {
            if (hubsOfPlans().contains(hub)) {
                String id = "plan-post-" + hub;
                copy(source, "plan-post", id);
                source.addParameter(id, "hub", hub);
                source.addParameter(id, "url", url);
            }
        });
        settings.ups().forEach(ups -> look(source, ups));
        return source;
    }

    private static void look(PropertiesRouteTemplateParametersSource source, UpsSource ups) {
        String poll = "ups-poll-" + ups.name();
        Duration most = ups.poll().multipliedBy(4).dividedBy(5);
        Duration timeout = most.compareTo(LONGEST_LOOK) < 0 ? most : LONGEST_LOOK;
        copy(source, "ups-poll", poll);
        source.addParameter(poll, "ups", ups.name().text());
        source.addParameter(poll, "poll", Long.toString(ups.poll().toMillis()));
        String look = "ups-look-" + ups.name();
        copy(source, "ups-look", look);
        source.addParameter(look, "ups", ups.name().text());
        source.addParameter(look, "command", ups.command());
        source.addParameter(look, "arguments", argumentsOf(ups));
        source.addParameter(look, "timeout", Long.toString(timeout.toMillis()));
    }

    private static String argumentsOf(UpsSource ups) {
        return switch (ups.kind()) {
            case APCACCESS -> ups.address().isEmpty() ? "status" : "-h " + ups.address() + " status";
            case UPSC -> ups.address().isEmpty() ? ups.name().text() : ups.address();
        };
    }

    private static void copy(PropertiesRouteTemplateParametersSource source, String template, String id) {
        source.addParameter(id, "templateId", template);
        source.addParameter(id, "routeId", id);
    }
}
