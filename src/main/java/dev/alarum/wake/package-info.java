/** Waking a machine over the LAN by a magic packet. */
@NullMarked
package dev.alarum.wake;

import org.jspecify.annotations.NullMarked;
