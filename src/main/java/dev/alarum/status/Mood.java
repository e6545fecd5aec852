package dev.alarum.status;

/** How good or bad a word of the state is, for its colour on the page and its order in the head line. */
enum Mood {
    GOOD,
    IDLE,
    WARN,
    BAD;

    String cssClass() {
        return switch (this) {
            case GOOD -> "good";
            case IDLE -> "idle";
            case WARN -> "warn";
            case BAD -> "bad";
        };
    }

    static Mood ofHealth(String health) {
        return switch (health) {
            case "UP" -> GOOD;
            case "DEGRADED" -> WARN;
            default -> BAD;
        };
    }

    static Mood ofNode(String state) {
        return switch (state) {
            case "UP" -> GOOD;
            case "FAILED" -> BAD;
            case "SILENT" -> WARN;
            default -> IDLE;
        };
    }

    static Mood ofPower(String state) {
        return switch (state) {
            case "MAINS" -> GOOD;
            case "TEST" -> IDLE;
            case "ON_BATTERY", "LOST" -> WARN;
            default -> BAD;
        };
    }

    static Mood ofIncident(String state) {
        return switch (state) {
            case "OPEN", "CALLING" -> BAD;
            case "ACKNOWLEDGED" -> WARN;
            default -> IDLE;
        };
    }

    static Mood ofCall(String status) {
        return switch (status) {
            case "completed" -> GOOD;
            case "failed", "not-placed", "refused", "bad-number" -> BAD;
            case "busy", "no-answer", "canceled" -> WARN;
            default -> IDLE;
        };
    }

    static Mood ofDrill(String state) {
        return switch (state) {
            case "passed", "good" -> GOOD;
            case "missed", "bad" -> BAD;
            default -> IDLE;
        };
    }

    static Mood ofStep(String outcome) {
        return switch (outcome) {
            case "ACCEPTED", "DOWN", "ALREADY_OFF", "BACK" -> GOOD;
            case "REFUSED", "UNREACHABLE", "STILL_UP", "MISSING" -> BAD;
            case "SKIPPED" -> WARN;
            default -> IDLE;
        };
    }
}
