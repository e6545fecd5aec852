/** The ways out beside the phone: mail, SMS, a webhook, ntfy; who gets which news, and how it is worded. */
@NullMarked
package dev.alarum.message;

import org.jspecify.annotations.NullMarked;
