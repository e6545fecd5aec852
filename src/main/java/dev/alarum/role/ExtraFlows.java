package dev.alarum.role;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operator's own flows. They are loaded when ours run, so that what is wrong with them is known to be theirs. */
final class ExtraFlows {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExtraFlows.class);
    private static final String ENDING = ".camel.yaml";

    private final CamelContext context;
    private final RoutesLoader loader;

    private ExtraFlows(CamelContext context) {
        this.context = context;
        this.loader = PluginHelper.getRoutesLoader(context);
    }

    /**
     * Loads and starts the flows of a folder, in the order of their names.
     *
     * @throws IllegalStateException if one cannot be used; it names the file
     */
    static void load(CamelContext context, Path folder) {
        ExtraFlows flows = new ExtraFlows(context);
        files(folder).forEach(flows::load);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("alarum.routes.extra cannot be read: " + folder, e);
        }
    }

    private void load(Path file) {
        try {
            Resource resource = ResourceHelper.resolveMandatoryResource(context, "file:" + file);
            List<String> ids = ids(resource);
            refuseTaken(ids);
            loader.loadRoutes(resource);
            LOGGER.info("event=own-flows file={} flows={}", file, String.join(",", ids));
        } catch (Exception e) {
            LOGGER.debug("event=own-flows-refused file={}", file, e);
            throw new IllegalStateException("the flow file " + file + " of alarum.routes.extra cannot be used: "
                    + RoleRunner.innermost(e)
                    + "; repair it or move it away, docs/extending.md has an example that works");
        }
    }

    /** The ids in that file; Camel would quietly put a flow in the place of one with the same id. */
    private List<String> ids(Resource resource) throws Exception {
        List<String> ids = new ArrayList<>();
        for (RoutesBuilder builder : loader.findRoutesBuilders(resource)) {
            if (builder instanceof RouteBuilder flows) {
                flows.prepareModel(context);
                for (RouteDefinition flow : flows.getRouteCollection().getRoutes()) {
                    if (flow.getRouteId() != null) {
                        ids.add(flow.getRouteId());
                    }
                }
            }
        }
        return ids;
    }

    private void refuseTaken(List<String> ids) {
        Set<String> taken = new TreeSet<>();
        context.getRoutes().forEach(route -> taken.add(route.getRouteId()));
        for (String id : ids) {
            if (!taken.add(id)) {
                throw new IllegalArgumentException("the id '" + id + "' is taken; give the flow another");
            }
        }
    }
}
