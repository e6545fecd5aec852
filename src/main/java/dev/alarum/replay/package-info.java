/** The recorded past, decided once more by the real core with other settings. */
@NullMarked
package dev.alarum.replay;

import org.jspecify.annotations.NullMarked;
