package dev.alarum.status;

import java.time.Instant;

/**
 * Something told without ringing.
 *
 * @param at when, by the wall clock
 * @param code which kind, lower-case with dashes: {@code node-back}, {@code relay-gone}, {@code mains-back}, …
 * @param subject the node, relay, UPS or incident it is about
 * @param text one sentence for people
 */
public record News(Instant at, String code, String subject, String text) {}
