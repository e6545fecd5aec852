/** The rehearsal that rings for real: what it walks, and how each part of the way did. */
@NullMarked
package dev.alarum.drill;

import org.jspecify.annotations.NullMarked;
