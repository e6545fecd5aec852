/** Who speaks: names, keys, and the stamps that order a sender's messages. */
@NullMarked
package dev.alarum.node;

import org.jspecify.annotations.NullMarked;
