package dev.alarum.house;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import org.slf4j.Logger;

/** Every logger is a {@code private static final Logger LOGGER}. */
final class LoggersAreNamedAlike extends ArchCondition<JavaClass> {
    private static final Set<JavaModifier> FORM = Set.of(JavaModifier.PRIVATE, JavaModifier.STATIC, JavaModifier.FINAL);

    LoggersAreNamedAlike() {
        super("name every logger LOGGER, private static final");
    }

    @Override
    public void check(JavaClass one, ConditionEvents events) {
        one.getFields().stream()
                .filter(field -> field.getRawType().isEquivalentTo(Logger.class))
                .filter(field -> !field.getName().equals("LOGGER")
                        || !field.getModifiers().containsAll(FORM))
                .forEach(field -> events.add(SimpleConditionEvent.violated(
                        field, field.getFullName() + " is not private static final Logger LOGGER")));
    }
}
