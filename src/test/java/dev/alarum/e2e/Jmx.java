package dev.alarum.e2e;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The JMX of one program, connected to as an operator does: by its process id, on the same machine, as its user. */
final class Jmx implements AutoCloseable {
    private static final String DOMAIN = "org.apache.camel";

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private Jmx(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    /** Connects; from now on that process listens on one more port, for this machine only. */
    @SuppressWarnings("BanJNDI") // our own process, over loopback
    static Jmx of(Program program) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(program.pid()));
            try {
                return connect(machine.startLocalManagementAgent());
            } finally {
                machine.detach();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AttachNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    // the address comes from a process that this test has started, so what it answers is no stranger's
    @SuppressWarnings("BanJNDI")
    private static Jmx connect(String address) throws IOException {
        return new Jmx(JMXConnectorFactory.connect(new JMXServiceURL(address)));
    }

    /** The flows by id, each with its description. */
    Map<String, String> flows() {
        Map<String, String> flows = new TreeMap<>();
        for (ObjectName flow : names("type=routes,*")) {
            flows.put(String.valueOf(attribute(flow, "RouteId")), String.valueOf(attribute(flow, "Description")));
        }
        return flows;
    }

    /** Suspends, resumes, stops or starts flows. */
    void ask(String operation, List<String> flows) {
        for (String flow : flows) {
            Set<ObjectName> found = names("type=routes,name=\"" + flow + "\",*");
            invoke(found.iterator().next(), operation, new Object[0], new String[0]);
        }
    }

    /** What Camel says a flow's state is. */
    String stateOf(String flow) {
        return String.valueOf(attribute(
                names("type=routes,name=\"" + flow + "\",*").iterator().next(), "State"));
    }

    /** A dump of the program's threads. */
    String threads() {
        try {
            Object[] noOptions = {new String[0]};
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            return String.valueOf(invoke(commands, "threadPrint", noOptions, new String[] {String[].class.getName()}));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All that Camel's beans tell: every attribute, and the answer of every operation that dumps something. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        for (ObjectName name : names("*")) {
            try {
                for (MBeanAttributeInfo one : server.getMBeanInfo(name).getAttributes()) {
                    all.put(name + " " + one.getName(), one.isReadable() ? shown(attribute(name, one.getName())) : "");
                }
                for (MBeanOperationInfo one : server.getMBeanInfo(name).getOperations()) {
                    if (one.getName().startsWith("dump") && onlyFlags(one)) {
                        Object[] yes = Arrays.stream(one.getSignature())
                                .map(flag -> Boolean.TRUE)
                                .toArray();
                        String[] types = Arrays.stream(one.getSignature())
                                .map(MBeanParameterInfo::getType)
                                .toArray(String[]::new);
                        all.put(name + " " + one.getName() + yes.length, answer(name, one.getName(), yes, types));
                    }
                }
            } catch (JMException | IOException e) {
                throw new IllegalStateException(name.toString(), e);
            }
        }
        return all;
    }

    private static boolean onlyFlags(MBeanOperationInfo operation) {
        return Arrays.stream(operation.getSignature())
                .allMatch(parameter -> parameter.getType().equalsIgnoreCase("boolean")
                        || parameter.getType().equals(Boolean.class.getName()));
    }

    private Set<ObjectName> names(String query) {
        try {
            return server.queryNames(new ObjectName(DOMAIN + ":" + query), null).stream()
                    .collect(Collectors.toSet());
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object attribute(ObjectName name, String attribute) {
        try {
            return server.getAttribute(name, attribute);
        } catch (JMException | IOException | RuntimeException e) {
            return e;
        }
    }

    private Object invoke(ObjectName name, String operation, Object[] values, String[] types) {
        try {
            return server.invoke(name, operation, values, types);
        } catch (JMException | IOException e) {
            throw new IllegalStateException(operation + " of " + name, e);
        }
    }

    /** An answer or, as Camel cannot put every flow into YAML, what the caller is told instead. */
    private String answer(ObjectName name, String operation, Object[] values, String[] types) {
        try {
            return shown(server.invoke(name, operation, values, types));
        } catch (JMException | IOException e) {
            return e + " caused by " + e.getCause();
        }
    }

    private static String shown(Object value) {
        return value instanceof Object[] many ? Arrays.deepToString(many) : String.valueOf(value);
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
