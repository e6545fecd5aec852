/** The battery: what a UPS says, what it means, and when an outage is certain. */
@NullMarked
package dev.alarum.ups;

import org.jspecify.annotations.NullMarked;
