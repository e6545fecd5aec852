/** The hub's decisions put together: what happens in goes in, what must be done comes out; no clock, thread or network of its own. */
@NullMarked
package dev.alarum.core;

import org.jspecify.annotations.NullMarked;
