package dev.alarum.plan;

/**
 * The order to shut one Proxmox node down.
 *
 * @param plan the plan's number
 * @param position the step's place in the plan, from 1
 * @param cluster the Proxmox cluster as named in the settings
 * @param node the node as Proxmox calls it
 */
public record StepOrder(long plan, int position, String cluster, String node) {}
