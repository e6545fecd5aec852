/** The commands of bin/alarum other than running a role. */
@NullMarked
package dev.alarum.command;

import org.jspecify.annotations.NullMarked;
