/** What survives a restart: the rows kept in SQLite. */
@NullMarked
package dev.alarum.store;

import org.jspecify.annotations.NullMarked;
