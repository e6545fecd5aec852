/** Houses full of trouble in virtual time: seed to script, script to chronicle, chronicle to broken laws. */
@NullMarked
package dev.alarum.sim;

import org.jspecify.annotations.NullMarked;
