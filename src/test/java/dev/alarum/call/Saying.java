package dev.alarum.call;

/** What a text says, for tests in other packages that listen to it. */
public final class Saying {
    private Saying() {}

    /** The name of a machine as the English text says it: {@code pve-02} is "p v e, zero two". */
    public static String name(String name) {
        return SpokenName.of(name, Language.of("en"));
    }

    /** Names as the English text lists them. */
    public static String names(String... names) {
        return Language.of("en")
                .list(java.util.stream.Stream.of(names).map(Saying::name).toList(), names.length);
    }
}
