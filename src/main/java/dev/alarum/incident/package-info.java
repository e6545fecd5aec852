/** Failures judged together: their cause, whether they are worth a call, and how an incident goes on. */
@NullMarked
package dev.alarum.incident;

import org.jspecify.annotations.NullMarked;
