package dev.alarum.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import dev.alarum.e2e.ProxmoxCluster;
import dev.alarum.e2e.ProxmoxCluster.Behaviour;
import dev.alarum.plan.ClusterSettings;
import dev.alarum.plan.ProxmoxBinding;
import dev.alarum.plan.StepOrder;
import dev.alarum.plan.StepResult;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The token of the settings is looked for wherever people or programs could read it. */
class ProxmoxSecretFlowTest {
    private static final String SECRET = ProxmoxCluster.TOKEN_SECRET;

    private final Lines lines = new Lines();

    @Test
    void the_token_is_in_no_log_no_bean_and_no_result() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level level = root.getLevel();
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.TRACE);
        root.getLoggerContext().getLogger("dev.alarum").setLevel(Level.TRACE);
        var stderr = root.getAppender("STDERR");
        root.detachAppender(stderr);
        try (ProxmoxCluster proxmox = ProxmoxCluster.of("pve1", "pve2", "pve3")
                        .stranger()
                        .node("pve2", Behaviour.TELLTALE)
                        .node("pve3", Behaviour.CUT);
                Flows flows = Flows.of("routes", "proxmox-shutdown")) {
            ClusterSettings cluster = ProxmoxShutdownFlowTest.cluster(
                    List.of(proxmox.url(1), proxmox.url(0)), List.of(proxmox.fingerprint()), SECRET, true);
            ProxmoxBinding.beans(List.of(cluster)).forEach(flows::bean);
            var hub = new ProxmoxShutdownFlowTest.Hub();
            flows.bean("hub", hub)
                    .set("camel.main.jmxEnabled", "true")
                    .set("camel.trace.enabled", "true")
                    .set("camel.main.useMdcLogging", "true")
                    .start();

            for (int position = 1; position <= 3; position++) {
                flows.template()
                        .sendBody("seda:proxmox-shutdown", new StepOrder(7, position, "default", "pve" + position));
            }
            Awaitility.await().atMost(java.time.Duration.ofSeconds(25)).until(() -> hub.results.size() == 3);

            assertThat(proxmox.commanded()).containsExactlyInAnyOrder("pve1", "pve2", "pve3");
            List<String> beans = beans();
            assertThat(beans).anyMatch(text -> text.contains("proxmox-shutdown"));
            assertThat(lines.all).anyMatch(text -> text.contains("event=shutdown-order"));
            assertThat(beans).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(lines.all).filteredOn(text -> text.contains(SECRET)).isEmpty();
            assertThat(hub.results).map(StepResult::toString).noneMatch(text -> text.contains(SECRET));
            assertThat(cluster.toString()).doesNotContain(SECRET);
        } finally {
            root.addAppender(stderr);
            root.detachAppender(lines);
            root.setLevel(level);
            root.getLoggerContext().getLogger("dev.alarum").setLevel(Level.INFO);
        }
    }

    private static List<String> beans() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        List<String> texts = new ArrayList<>();
        for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
            texts.add(name.toString());
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(name).getAttributes()) {
                texts.add(attribute.getName() + "=" + value(() -> server.getAttribute(name, attribute.getName())));
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(name).getOperations()) {
                if (operation.getSignature().length == 0 && operation.getName().startsWith("dump")) {
                    texts.add(operation.getName() + "="
                            + value(() -> server.invoke(name, operation.getName(), null, null)));
                }
            }
        }
        return texts;
    }

    private static String value(JmxCall call) {
        try {
            return String.valueOf(call.run());
        } catch (JMException | RuntimeException e) {
            return String.valueOf(e);
        }
    }

    /** One reading of a bean. */
    private interface JmxCall {
        Object run() throws JMException;
    }

    /** Keeps every line with its stack trace. */
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            all.add(event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
                    + trace);
        }
    }
}
