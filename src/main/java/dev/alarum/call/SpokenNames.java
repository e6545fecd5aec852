package dev.alarum.call;

import dev.alarum.node.Name;
import java.util.Map;

/**
 * How the text says names, in one language.
 *
 * @param language the language
 * @param given what nodes are called instead, {@code alarum.node.NAME.spoken}
 */
record SpokenNames(Language language, Map<Name, String> given) {
    /** A node's name as given for speaking, else by the rule of {@link SpokenName}. */
    String node(String name) {
        String spoken = Name.isName(name) ? given.get(new Name(name)) : null;
        return spoken == null ? other(name) : CallText.speakable(spoken, CallText.LONGEST_NAME);
    }

    /** The name of anything else, by the rule of {@link SpokenName}. */
    String other(String name) {
        return SpokenName.of(CallText.speakable(name, CallText.LONGEST_NAME), language);
    }
}
