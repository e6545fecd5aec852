/** The ordered shutdown of Proxmox nodes. */
@NullMarked
package dev.alarum.plan;

import org.jspecify.annotations.NullMarked;
