package dev.alarum.flow;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/** All that people or programs could read of a process: its log in every detail, and JMX. */
final class Traces implements AutoCloseable {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();
    private final Appender<ILoggingEvent> stderr = root.getAppender("STDERR");
    private final Lines lines = new Lines();

    Traces() {
        lines.start();
        root.addAppender(lines);
        root.setLevel(Level.TRACE);
        root.getLoggerContext().getLogger("dev.alarum").setLevel(Level.TRACE);
        root.detachAppender(stderr);
    }

    /** The log so far. */
    List<String> lines() {
        return lines.all;
    }

    @Override
    public void close() {
        root.addAppender(stderr);
        root.detachAppender(lines);
        root.setLevel(level);
        root.getLoggerContext().getLogger("dev.alarum").setLevel(Level.INFO);
    }

    /** All that JMX shows. */
    static List<String> beans() throws JMException {
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
