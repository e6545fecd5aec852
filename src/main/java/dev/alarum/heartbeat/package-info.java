/** Signs of life: their form on the wire, who was heard last and when, and what a silence means. */
@NullMarked
package dev.alarum.heartbeat;

import org.jspecify.annotations.NullMarked;
