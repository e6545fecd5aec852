package dev.alarum.call;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * Twilio's codes for refusals of an order to call that say whose fault it is: the number's that was to be rung, or the
 * account's. The one place where they are listed. Twilio changes codes ("we recommend avoiding writing programmatic logic
 * based on error code fields", its changelog of 10 July 2024), so a code that is not here costs nothing but time: the
 * order is tried again, later and later. Sources: <em>test credentials</em> is Twilio's page on these, which lists the
 * numbers that provoke each code; <em>unverified</em> is from memory or from pages of third parties.
 */
enum TwilioCode {
    /** The number is no phone number (unverified for calls; test credentials of messages). */
    INVALID_TO(21211, Fault.NUMBER),
    /** The number cannot be reached (test credentials). */
    UNREACHABLE_TO(21214, Fault.NUMBER),
    /** Calls to that country are not allowed to this account (test credentials). */
    NO_GEO_PERMISSION(21215, Fault.NUMBER),
    /** Calls to that number are not allowed to this account (test credentials). */
    BLOCKED_TO(21216, Fault.NUMBER),
    /** The number is no phone number (test credentials). */
    NOT_A_NUMBER(21217, Fault.NUMBER),
    /** A trial account may ring verified numbers only (unverified). */
    TRIAL_UNVERIFIED(21219, Fault.NUMBER),
    /** The number is no phone number (unverified). */
    INVALID_PHONE_NUMBER(21401, Fault.NUMBER),
    /** The number is no mobile phone's; seen with messages (unverified for calls). */
    NOT_MOBILE(21614, Fault.NUMBER),

    /** The account is not active (unverified). */
    INACTIVE(10001, Fault.ACCOUNT),
    /** Wrong credentials (unverified). */
    AUTHENTICATE(20003, Fault.ACCOUNT),
    /** The account is not active (unverified). */
    NOT_ACTIVE(20005, Fault.ACCOUNT),
    /** The account may not ring from {@code alarum.twilio.from} (test credentials). */
    FROM_NOT_VERIFIED(21210, Fault.ACCOUNT),
    /** {@code alarum.twilio.from} is no phone number (test credentials). */
    INVALID_FROM(21212, Fault.ACCOUNT);

    /** Whose fault it is. */
    enum Fault {
        /** Another number may be rung. */
        NUMBER,
        /** No number can be rung through this account as it is. */
        ACCOUNT,
        /** Nobody knows. */
        UNKNOWN
    }

    private final int code;
    private final Fault fault;

    TwilioCode(int code, Fault fault) {
        this.code = code;
        this.fault = fault;
    }

    /** Whose fault a refusal with that code is; empty where it is not known. */
    static Optional<Fault> faultOf(int code) {
        return Stream.of(values())
                .filter(known -> known.code == code)
                .map(known -> known.fault)
                .findFirst();
    }
}
