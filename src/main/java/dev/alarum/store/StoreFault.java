package dev.alarum.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Why something could not be written: the store's fault, which passes, or the row's own, which never will. */
public final class StoreFault {
    static final String WHAT_TO_DO_IF_DAMAGED =
            "move it away to begin anew, or put a backup in its place (docs/operations.md)";

    private StoreFault() {}

    /** Whether that row will be refused for ever, whatever the disk does. */
    static boolean isOfTheRow(Throwable fault) {
        SQLException sql = sqlFaultIn(fault);
        if (sql == null) {
            return true;
        }
        return sql instanceof SQLiteException sqlite
                && switch (primary(sqlite.getResultCode())) {
                    case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE -> true;
                    default -> false;
                };
    }

    /** One line for people: what the store said and, where it is known, what to do about it. */
    public static String reasonOf(Throwable fault) {
        Throwable innermost = fault;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        SQLException sql = sqlFaultIn(fault);
        Throwable telling = sql == null ? innermost : sql;
        String said = telling.getMessage() == null ? telling.getClass().getSimpleName() : telling.getMessage();
        String advice = sql instanceof SQLiteException sqlite ? adviceOn(sqlite.getResultCode()) : "";
        return said.replaceAll("\\s+", " ") + advice;
    }

    private static String adviceOn(SQLiteErrorCode code) {
        return switch (primary(code)) {
            case SQLITE_NOTADB, SQLITE_CORRUPT -> ": " + WHAT_TO_DO_IF_DAMAGED;
            case SQLITE_FULL -> ": make room on that disk";
            case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM -> ": let this user write the file and its folder";
            case SQLITE_BUSY, SQLITE_LOCKED -> ": another program holds it";
            default -> "";
        };
    }

    /** SQLite's extended codes carry the primary one in their lowest byte. */
    private static SQLiteErrorCode primary(SQLiteErrorCode code) {
        return SQLiteErrorCode.getErrorCode(code.code & 0xff);
    }

    private static @Nullable SQLException sqlFaultIn(Throwable fault) {
        for (Throwable one = fault; one != null; one = one.getCause()) {
            if (one instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
