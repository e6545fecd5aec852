package dev.alarum.flow;

import static org.awaitility.Awaitility.await;

import dev.alarum.call.CallBinding;
import dev.alarum.call.CallFacts;
import dev.alarum.call.CallOrder;
import dev.alarum.call.CallSettings;
import dev.alarum.call.CallTimes;
import dev.alarum.call.CallUpdate;
import dev.alarum.call.Contact;
import dev.alarum.call.PhoneSettings;
import dev.alarum.call.PhoneSettings.Provider;
import dev.alarum.call.PhoneSettings.Twilio;
import dev.alarum.drill.DrillSettings;
import dev.alarum.e2e.TelephoneExchange;
import dev.alarum.heartbeat.HeartbeatSettings;
import dev.alarum.heartbeat.HistorySettings;
import dev.alarum.incident.Cause;
import dev.alarum.incident.IncidentSettings;
import dev.alarum.message.MessageSettings;
import dev.alarum.node.Moments;
import dev.alarum.node.Name;
import dev.alarum.node.NodeSettings;
import dev.alarum.notice.NoticeSettings;
import dev.alarum.settings.HubSettings;
import dev.alarum.settings.ServerSettings;
import dev.alarum.store.Row.AttemptRow;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** The phone's flows with a real database, and a hub that only remembers. */
final class PhoneFlows implements AutoCloseable {
    static final String ADA = "+14155550101";
    static final String BOB = "+14155550102";
    static final String SECOND_FROM = "+14155550199";
    static final Duration LONG = Duration.ofSeconds(40);

    /** Short enough for a test, long enough for a busy machine. */
    static final CallTimes QUICK = new CallTimes(
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Duration.ofSeconds(4),
            Duration.ofSeconds(6));

    private static final String SCHEMA = """
            CREATE TABLE call_attempt (
              incident INTEGER, attempt INTEGER, contact_order INTEGER, contact TEXT, phone TEXT, status TEXT, sid TEXT,
              answered_by TEXT, duration_seconds INTEGER, detail TEXT, at INTEGER, pressed TEXT,
              provider INTEGER, PRIMARY KEY (incident, attempt))
            """;

    final CallListener hub = new CallListener();
    private final SQLiteDataSource dataSource = new SQLiteDataSource();
    private final Map<String, Object> beans;
    private final Flows flows;

    private PhoneFlows(Path folder, PhoneSettings phone, CallTimes times, Moments moments) {
        this(null, folder, phone, times, moments);
    }

    private PhoneFlows(@Nullable Object core, Path folder, PhoneSettings phone, CallTimes times, Moments moments) {
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("alarum.db"));
        beans = CallBinding.beans(settings(folder, phone), moments, times);
        flows = Flows.of(
                        "routes",
                        "phone-call",
                        "dial-console",
                        "dial-twilio",
                        "call-report",
                        "call-follow",
                        "call-fetch",
                        "call-look")
                .set("alarum.phone.provider", phone.provider() == Provider.TWILIO ? "twilio" : "console")
                .bean("hub", core == null ? hub : core)
                .bean("dataSource", dataSource);
        beans.forEach(flows::bean);
    }

    /** With that one in the place of the hub. */
    static PhoneFlows around(Object hub, Path folder, PhoneSettings phone) {
        return new PhoneFlows(hub, folder, phone, QUICK, Moments.system());
    }

    static PhoneFlows console(Path folder) {
        return new PhoneFlows(folder, new PhoneSettings(Provider.CONSOLE, null), QUICK, Moments.system());
    }

    static PhoneFlows twilio(Path folder, URI baseUrl) {
        return twilio(folder, baseUrl, TelephoneExchange.TOKEN, QUICK, Moments.system());
    }

    static PhoneFlows twilio(Path folder, URI baseUrl, String token, CallTimes times, Moments moments) {
        Twilio account = new Twilio(TelephoneExchange.ACCOUNT, token, "+14155550100", baseUrl);
        return new PhoneFlows(folder, new PhoneSettings(Provider.TWILIO, account), times, moments);
    }

    /** With a second provider, which rings from {@link #SECOND_FROM}. */
    static PhoneFlows twilio(Path folder, URI first, URI second) {
        Twilio one = new Twilio(TelephoneExchange.ACCOUNT, TelephoneExchange.TOKEN, "+14155550100", first);
        Twilio two = new Twilio(TelephoneExchange.ACCOUNT, TelephoneExchange.TOKEN, SECOND_FROM, second);
        return new PhoneFlows(folder, new PhoneSettings(Provider.TWILIO, one, two), QUICK, Moments.system());
    }

    private static HubSettings settings(Path folder, PhoneSettings phone) {
        Duration second = Duration.ofSeconds(1);
        return new HubSettings(
                new ServerSettings("127.0.0.1", 0, null, null),
                folder,
                null,
                List.of(),
                new NodeSettings(Map.of(), Map.of(), Map.of(new Name("tower"), "großer Turm"), Set.of(), 0),
                new HeartbeatSettings(Duration.ofSeconds(20), second, Map.of()),
                new IncidentSettings(1, Duration.ofHours(1), Duration.ofSeconds(3)),
                new NoticeSettings(null, Duration.ofMinutes(15), Duration.ofMinutes(5)),
                HistorySettings.DEFAULT,
                new CallSettings(List.of(contact(ADA)), 3, Duration.ofSeconds(25), second, 30),
                phone,
                List.of(),
                List.of(),
                DrillSettings.DEFAULT,
                MessageSettings.DEFAULT);
    }

    PhoneFlows withTable() throws SQLException {
        try (Connection db = dataSource.getConnection();
                PreparedStatement create = db.prepareStatement(SCHEMA)) {
            create.execute();
        }
        return this;
    }

    PhoneFlows start() throws Exception {
        flows.start();
        return this;
    }

    void suspend(String flow) throws Exception {
        flows.context().getRouteController().suspendRoute(flow);
    }

    void resume(String flow) throws Exception {
        flows.context().getRouteController().resumeRoute(flow);
    }

    void resume(AttemptRow... rows) {
        ((CallBinding) beans.get("callBinding")).resume(List.of(rows));
    }

    void order(CallOrder order) {
        flows.template().sendBody("seda:phone-call", order);
    }

    /** The order to ring that number because node {@code web-1} failed. */
    static CallOrder order(long incident, String phone) {
        return new CallOrder(incident, 1, contact(phone), List.of(failed(incident)));
    }

    /** The same, through the second provider. */
    static CallOrder orderThroughSecond(long incident, String phone) {
        CallOrder order = order(incident, phone);
        return new CallOrder(incident, 1, order.contact(), order.facts(), 2);
    }

    static Contact contact(String phone) {
        return new Contact(1, "Ada", phone, "en");
    }

    private static CallFacts failed(long incident) {
        return new CallFacts(
                incident,
                Cause.NODE,
                "home",
                List.of("web-1"),
                List.of("web-2", "db"),
                1,
                1,
                false,
                null,
                List.of(),
                false,
                List.of(),
                null);
    }

    static AttemptRow left(long incident, String phone, String status, String sid, long at) {
        return new AttemptRow(incident, 1, 1, "Ada", phone, status, sid, null, 0, null, at);
    }

    /** The same, carried by the second provider. */
    static AttemptRow leftAtSecond(long incident, String phone, String status, String sid, long at) {
        return new AttemptRow(incident, 1, 1, "Ada", phone, status, sid, null, 0, null, at, null, 2);
    }

    /** Which provider carries an attempt, as the disk says. */
    int providerOnDisk(long incident) throws SQLException {
        try (Connection db = dataSource.getConnection();
                PreparedStatement select =
                        db.prepareStatement("SELECT provider FROM call_attempt WHERE incident = ?")) {
            select.setLong(1, incident);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    /** Waits for the end of an incident's first attempt. */
    CallUpdate end(long incident) {
        return await().atMost(LONG)
                .until(() -> hub.ends(incident), ends -> !ends.isEmpty())
                .get(0);
    }

    /** The attempts on disk, as {@code incident/attempt status}. */
    String onDisk() throws SQLException {
        StringBuilder found = new StringBuilder();
        try (Connection db = dataSource.getConnection();
                PreparedStatement select = db.prepareStatement(
                        "SELECT incident, attempt, status, phone FROM call_attempt ORDER BY incident");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.append(rows.getLong(1))
                        .append('/')
                        .append(rows.getInt(2))
                        .append(' ')
                        .append(rows.getString(3))
                        .append(' ')
                        .append(rows.getString(4))
                        .append('\n');
            }
        }
        return found.toString();
    }

    @Override
    public void close() {
        flows.close();
    }
}
