package dev.alarum.settings;

/**
 * A value as it was given.
 *
 * @param text without space around it
 * @param origin where, for people: a file, an environment variable or {@code --set}
 */
record Given(String text, String origin) {}
