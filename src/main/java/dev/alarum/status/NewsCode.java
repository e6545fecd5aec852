package dev.alarum.status;

import static dev.alarum.status.NewsCode.Urgency.LOW;
import static dev.alarum.status.NewsCode.Urgency.RECOVERY;
import static dev.alarum.status.NewsCode.Urgency.URGENT;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every kind of news there is, and how urgent it is. What begins and what ends one trouble belong together by their
 * {@link #trouble}.
 */
public enum NewsCode {
    /** An incident has settled, and the phone rings for it. */
    INCIDENT("incident", LOW, true),
    /** Somebody was reached about an incident. */
    ACKNOWLEDGED("acknowledged", LOW, "incident", true, false),
    /** An incident that was rung for is over. */
    RECOVERED("recovered", RECOVERY, "incident", true, true),
    /** Calls are wanted, and the provider takes none. */
    CANNOT_CALL("cannot-call", URGENT, true),
    /** The provider takes calls again. */
    CAN_CALL("can-call", RECOVERY, CANNOT_CALL),
    /** The first provider takes no calls, and the second one carries them. */
    PROVIDER_CHANGED("provider-changed", LOW, false),
    /** The first provider carries the calls again. */
    PROVIDER_BACK("provider-back", LOW, PROVIDER_CHANGED),
    /** A contact's number is rung by no call: somebody must see to the number or the account. */
    NUMBER_REFUSED("number-refused", URGENT, true),
    /** Most of the calls that may be made within an hour or 30 days are made. */
    CALL_CAP_NEAR("call-cap-near", LOW, false),
    /** So many calls were made that no more are for now. */
    CALL_CAP("call-cap", URGENT, true),
    /** A failed or switched-off node is heard again; its failure is told by its incident. */
    NODE_BACK("node-back", RECOVERY, "node-down", true, true),
    /** A node comes and goes. */
    FLAPPING("flapping", LOW, false),
    /** A relay is not heard any more. */
    RELAY_GONE("relay-gone", LOW, false),
    /** A relay is heard again. */
    RELAY_BACK("relay-back", LOW, RELAY_GONE),
    /** A site has fewer relays than wanted. */
    FEW_RELAYS("few-relays", LOW, false),
    /** A site has as many relays as wanted again. */
    ENOUGH_RELAYS("enough-relays", LOW, FEW_RELAYS),
    /** A node is heard by fewer ways than before. */
    PATH_DEGRADED("path-degraded", LOW, false),
    /** A node is heard by that way again. */
    PATH_BACK("path-back", LOW, PATH_DEGRADED),
    /** A UPS runs on its battery, for certain; the phone rings for it. */
    ON_BATTERY("on-battery", LOW, true),
    /** A UPS is on mains again. */
    MAINS_BACK("mains-back", RECOVERY, ON_BATTERY),
    /** A battery must be replaced. */
    BATTERY_BAD("battery-bad", LOW, false),
    /** A UPS cannot be read. */
    UPS_LOST("ups-lost", LOW, false),
    /** A UPS can be read again. */
    UPS_BACK("ups-back", LOW, UPS_LOST),
    /** What became of the nodes that a plan shut down. */
    PLAN_RESULTS("plan-results", URGENT, true),
    /** All that a power failure took down is back. */
    ALL_BACK("all-back", RECOVERY, PLAN_RESULTS),
    /** Something that a power failure took down is not back, or not as it was. */
    RETURN_INCOMPLETE("return-incomplete", URGENT, "plan-results", true, false),
    /** A Proxmox cluster could not be shut down as it is, by the look that the hub takes at it once a day. */
    PROXMOX_UNFIT("proxmox-unfit", LOW, false),
    /** A Proxmox cluster could be shut down again. */
    PROXMOX_FIT("proxmox-fit", LOW, PROXMOX_UNFIT),
    /** The hub cannot write to its disk. */
    STORE_FAILED("store-failed", URGENT, true),
    /** The hub can write to its disk again. */
    STORE_WORKS("store-works", RECOVERY, STORE_FAILED),
    /** The hub's detector did not notice its own test. */
    CANARY_MISSED("canary-missed", URGENT, true),
    /** The hub's detector works again. */
    CANARY_FOUND("canary-found", RECOVERY, CANARY_MISSED),
    /** The hub cannot hear and holds its judgement; the phone rings if it lasts. */
    HUB_DEAF("hub-deaf", LOW, false),
    /** The hub can hear again. */
    HUB_HEARS("hub-hears", LOW, HUB_DEAF),
    /** The hub stood still, and watches everyone anew. */
    SELF_DOUBT("self-doubt", LOW, false),
    /** The hub's own tick does the aggregator's work. */
    BACKSTOP("backstop", LOW, false),
    /** A drill has begun, is passed like the one before, or was given up for a real incident. */
    DRILL("drill", LOW, false),
    /** A drill failed, or was not held when it should have been. */
    DRILL_MISSED("drill-missed", URGENT, true),
    /** A drill is passed after one that failed. */
    DRILL_PASSED("drill-passed", RECOVERY, DRILL_MISSED),
    /** Two machines seem to use one name. */
    DUPLICATE_IDENTITY("duplicate-identity", LOW, false),
    /** A channel delivers nothing; told in the log and on the page only, so that no message is about messages. */
    CHANNEL_FAILED("channel-failed", LOW, false),
    /** A channel delivers again; told in the log and on the page only. */
    CHANNEL_WORKS("channel-works", LOW, CHANNEL_FAILED);

    /** How soon a human should know. */
    public enum Urgency {
        /** Somebody has to do something, and no phone call says so. */
        URGENT,
        /** What was rung for, or was urgent, is over. */
        RECOVERY,
        /** Good to know; or the phone rings for it anyway. */
        LOW;

        /** The word in settings and JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String word;
    private final Urgency urgency;
    private final String trouble;
    private final boolean critical;
    private final boolean isEnd;

    NewsCode(String word, Urgency urgency, boolean critical) {
        this(word, urgency, word, critical, false);
    }

    NewsCode(String word, Urgency urgency, NewsCode ended) {
        this(word, urgency, ended.trouble, ended.critical, true);
    }

    NewsCode(String word, Urgency urgency, String trouble, boolean critical, boolean isEnd) {
        this.word = word;
        this.urgency = urgency;
        this.trouble = trouble;
        this.critical = critical;
        this.isEnd = isEnd;
    }

    /** The code of that word; empty if there is none. */
    public static Optional<NewsCode> of(String word) {
        return Stream.of(values()).filter(code -> code.word.equals(word)).findFirst();
    }

    /** As in {@link News#code}. */
    public String word() {
        return word;
    }

    /** How soon a human should know. */
    public Urgency urgency() {
        return urgency;
    }

    /** The name of the trouble that this begins, goes on with or ends; the same for all of these. */
    public String trouble() {
        return trouble;
    }

    /** Whether that trouble is one that people are rung or woken for. */
    public boolean isCritical() {
        return critical;
    }

    /** Whether this ends the trouble. */
    public boolean isEnd() {
        return isEnd;
    }
}
