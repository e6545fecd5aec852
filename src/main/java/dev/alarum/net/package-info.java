/** Speaking to machines of others: whom to trust, what to believe of an answer, and why there is none. */
@NullMarked
package dev.alarum.net;

import org.jspecify.annotations.NullMarked;
