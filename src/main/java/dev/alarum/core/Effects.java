package dev.alarum.core;

import dev.alarum.call.CallOrder;
import dev.alarum.node.Moment;
import dev.alarum.node.Sender;
import dev.alarum.plan.LookOrder;
import dev.alarum.plan.StepOrder;
import dev.alarum.status.News;
import dev.alarum.status.StatusView.DecisionView;
import dev.alarum.store.Row;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Collects what must be done, and remembers the newest decisions and news for people. */
final class Effects {
    private static final int REMEMBERED = 100;

    private final List<Effect> pending = new ArrayList<>();
    private final Deque<DecisionView> decisions = new ArrayDeque<>();
    private long decided;
    private final Deque<News> news = new ArrayDeque<>();

    void save(Row row) {
        pending.add(new Effect.Save(row));
    }

    void arm(Sender sender, Duration within) {
        pending.add(new Effect.Arm(sender, within));
    }

    void complete(Sender sender) {
        pending.add(new Effect.Complete(sender));
    }

    void prove() {
        pending.add(new Effect.Prove());
    }

    void dial(CallOrder order) {
        pending.add(new Effect.Dial(order));
    }

    void drill(long number) {
        pending.add(new Effect.Drill(number));
    }

    void look(LookOrder order) {
        pending.add(new Effect.Look(order));
    }

    void order(StepOrder order) {
        pending.add(new Effect.Order(order));
    }

    /** One decision: what was known, which rule spoke, what was done. */
    void decide(Moment now, String subject, String rule, String known, String done) {
        long at = now.wall().toEpochMilli();
        save(new Row.DecisionRow(at, subject, rule, known, done));
        decided++;
        decisions.addFirst(new DecisionView(now.wall().toString(), subject, rule, known, done));
        if (decisions.size() > REMEMBERED) {
            decisions.removeLast();
        }
    }

    /** @param code the word of a {@link dev.alarum.status.NewsCode} */
    void tell(Moment now, String code, String subject, String text) {
        tell(new News(now.wall(), code, subject, text));
    }

    /** Tells of an incident as it is now. */
    void tell(Moment now, String code, Incident incident, String text) {
        tell(new News(now.wall(), code, "incident " + incident.id, text, incident.about()));
    }

    private void tell(News piece) {
        save(new Row.NewsRow(piece.at().toEpochMilli(), piece.code(), piece.subject(), piece.text()));
        pending.add(new Effect.Tell(piece));
        news.addFirst(piece);
        if (news.size() > REMEMBERED) {
            news.removeLast();
        }
    }

    List<Effect> drain() {
        if (pending.isEmpty()) {
            return List.of();
        }
        List<Effect> all = List.copyOf(pending);
        pending.clear();
        return all;
    }

    /** How many decisions there were since the start. */
    long decided() {
        return decided;
    }

    List<DecisionView> decisions() {
        return List.copyOf(decisions);
    }

    List<News> news() {
        return List.copyOf(news);
    }
}
