/** The three programs: which beans the flows of each role use. */
@NullMarked
package dev.alarum.role;

import org.jspecify.annotations.NullMarked;
