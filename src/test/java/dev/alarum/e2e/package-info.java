/** The real programs as processes on loopback, and the wires between them that a test may cut. */
@NullMarked
package dev.alarum.e2e;

import org.jspecify.annotations.NullMarked;
