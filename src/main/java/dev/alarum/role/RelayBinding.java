package dev.alarum.role;

import dev.alarum.heartbeat.BeatBasket;
import dev.alarum.heartbeat.BeatBasketBinding;
import dev.alarum.node.Moments;
import dev.alarum.node.StampSource;
import dev.alarum.notice.HostState;
import dev.alarum.notice.NoticeSpool;
import dev.alarum.notice.NoticeSpoolBinding;
import dev.alarum.settings.RelaySettings;
import dev.alarum.ups.ProgramBinding;
import dev.alarum.ups.UpsDesk;
import dev.alarum.ups.UpsDeskBinding;
import dev.alarum.ups.UpsSource;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.main.PropertiesRouteTemplateParametersSource;
import org.apache.camel.spi.RouteTemplateParameterSource;

/** What the flows of a relay name: its beans, and one copy of each template for each hub and each UPS. */
public final class RelayBinding {
    /** The folder of the kept notices within the data folder. */
    static final String SPOOL = "notices";

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    private final RelaySettings settings;
    private final RelayHubs hubs;
    private final StampSource stamps;
    private final NoticeSpool spool;
    private final Moments moments;

    private RelayBinding(RelaySettings settings, Moments moments) {
        this.settings = settings;
        this.moments = moments;
        this.hubs = new RelayHubs(settings.hubs());
        this.stamps = StampSource.begin(settings.dataFolder(), Clock.systemUTC());
        this.spool = NoticeSpool.open(settings.dataFolder().resolve(SPOOL), hubs.names(), moments);
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
        beans.put(
                "beatBasket", new BeatBasketBinding(new BeatBasket(settings.name(), settings.key(), stamps, moments)));
        beans.put("noticeSpool", new NoticeSpoolBinding(spool));
        beans.put(
                "upsDesk",
                new UpsDeskBinding(
                        new UpsDesk(settings.name(), settings.ups(), hubs.names(), stamps, moments),
                        settings.key(),
                        Clock.systemUTC()));
        beans.put("hostState", new HostState());
        beans.put("relayTemplates", templates());
        return beans;
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
