package dev.alarum.store;

/** The store cannot be opened; the message is one line for an operator: what is wrong, where, and what to do. */
public final class StoreException extends Exception {
    StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
