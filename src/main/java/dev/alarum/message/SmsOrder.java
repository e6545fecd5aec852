package dev.alarum.message;

/**
 * One SMS to one number, whoever carries it.
 *
 * @param to the number, E.164
 * @param text what it says
 */
public record SmsOrder(String to, String text) {}
