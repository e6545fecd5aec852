package dev.alarum.plan;

import dev.alarum.node.Moment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a plan has seen of its cluster, and when it looks again. */
final class Looks {
    private @Nullable Moment begun;
    private @Nullable Moment asked;
    private boolean isOut;
    private boolean isReported;
    private @Nullable ClusterLook newest;
    private @Nullable Moment newestAt;

    /**
     * Whether it is time to look; if so, the look counts as being out.
     *
     * @param again time between two looks
     */
    boolean isDue(Moment now, Duration again) {
        begun = begun == null ? now : begun;
        Moment before = asked;
        Duration lost = again.compareTo(PlanTimes.LOOK_LOST) > 0 ? again : PlanTimes.LOOK_LOST;
        boolean due = before == null || now.since(before).compareTo(isOut ? lost : again) >= 0;
        if (due) {
            asked = now;
            isOut = true;
        }
        return due;
    }

    void seen(ClusterLook look, Moment now) {
        isOut = false;
        isReported = true;
        if (look.answered()) {
            newest = look;
            newestAt = now;
        }
    }

    /** The newest that was answered; null if none was. */
    @Nullable
    ClusterLook newest() {
        return newest;
    }

    /** The newest, if it is of now; else null. */
    @Nullable
    ClusterLook fresh(Moment now) {
        Moment at = newestAt;
        return at != null && now.since(at).compareTo(PlanTimes.LOOK_FRESH) < 0 ? newest : null;
    }

    /** Whether the plan may go on: it has heard of its cluster, or has waited long enough for that. */
    boolean isEnough(Moment now, Duration patience) {
        begun = begun == null ? now : begun;
        return isReported || now.since(begun).compareTo(patience) >= 0;
    }

    /** Whether the plan goes by its newest look that the node is up at present. */
    boolean isOnline(String node, Moment now) {
        ClusterLook look = fresh(now);
        return look != null && look.online().contains(node);
    }
}
