package dev.alarum.plan;

/**
 * What became of one node in a plan.
 *
 * @param node its name
 * @param outcome what happened
 */
public record NodeOutcome(String node, Outcome outcome) {}
