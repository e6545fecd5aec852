/** What all kinds of messages to the hub have in common: how they are verified, read strictly, and refused. */
@NullMarked
package dev.alarum.intake;

import org.jspecify.annotations.NullMarked;
