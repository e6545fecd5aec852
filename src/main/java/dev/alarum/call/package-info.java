/** The phone: what is said, to whom, how often, and what became of it. */
@NullMarked
package dev.alarum.call;

import org.jspecify.annotations.NullMarked;
