/** Announced absence: the form of a notice, and who may be silent until when. */
@NullMarked
package dev.alarum.notice;

import org.jspecify.annotations.NullMarked;
