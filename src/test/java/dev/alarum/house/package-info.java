/** The house rules: what flows, code, settings and docs must keep to, checked by machine. */
@NullMarked
package dev.alarum.house;

import org.jspecify.annotations.NullMarked;
