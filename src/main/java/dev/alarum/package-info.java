/** The program: what {@code bin/alarum} starts. Each feature has a package of its own below. */
@NullMarked
package dev.alarum;

import org.jspecify.annotations.NullMarked;
