/** The settings of every role: where they come from, what is wrong with them. */
@NullMarked
package dev.alarum.settings;

import org.jspecify.annotations.NullMarked;
