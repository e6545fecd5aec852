/** What people see: the state of everything, news, and problems. */
@NullMarked
package dev.alarum.status;

import org.jspecify.annotations.NullMarked;
