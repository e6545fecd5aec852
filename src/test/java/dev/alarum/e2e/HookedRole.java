package dev.alarum.e2e;

import dev.alarum.role.Role;
import dev.alarum.role.RoleRunner;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** A program for tests: a relay without beans that prints the turns of its life; its argument is where it throws. */
public final class HookedRole {
    private HookedRole() {}

    public static void main(String[] arguments) {
        String trouble = arguments.length == 0 ? "" : arguments[0];
        System.exit(RoleRunner.run(Role.RELAY, Map.of(), Map.of(), new RoleRunner.Hooks() {
            @Override
            public void beforeStart(Main main) {
                turn("beforeStart", trouble);
            }

            @Override
            public void started(CamelContext context) {
                turn("started", trouble);
            }

            @Override
            public void beforeStop(CamelContext context) {
                turn("beforeStop route=" + context.getRouteController().getRouteStatus("tick"), trouble);
            }
        }));
    }

    private static void turn(String name, String trouble) {
        System.out.println("turn " + name);
        if (!trouble.isEmpty() && name.startsWith(trouble)) {
            throw new IllegalStateException("trouble at " + trouble);
        }
    }
}
