package dev.alarum.call;

/**
 * A key that was pressed in a call that goes on.
 *
 * @param incident the incident's number
 * @param attempt the attempt's number within the incident
 * @param key what it does
 */
public record KeyPress(long incident, int attempt, Key key) {}
