package dev.alarum.plan;

/**
 * The wish of a plan to see how its cluster is; nothing is changed by it, so that it is sent whether armed or not.
 *
 * @param plan the plan's number
 * @param cluster the Proxmox cluster as named in the settings
 */
public record LookOrder(long plan, String cluster) {}
