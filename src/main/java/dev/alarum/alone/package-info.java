/** What a relay decides by itself when the power fails and no hub answers. */
@NullMarked
package dev.alarum.alone;

import org.jspecify.annotations.NullMarked;
