package dev.alarum.store;

import dev.alarum.node.Moments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.seda.SedaEndpoint;

/** The beans by which the flow {@code store} writes. */
public final class StoreBinding {
    private final StoreKeeper keeper;

    private StoreBinding(StoreKeeper keeper) {
        this.keeper = keeper;
    }

    /** What is to be written now: all that is kept, once no more messages wait in the flow's queue. */
    public List<Batch> due(Exchange exchange) {
        boolean isTrial = exchange.getMessage().getBody() == null;
        boolean isLast = !(exchange.getFromEndpoint() instanceof SedaEndpoint queue)
                || queue.getQueue().isEmpty();
        return isTrial ? keeper.dueAfterTrial() : keeper.due(isLast);
    }

    /**
     * Opens the store of that folder for this process.
     *
     * @return {@code store} ({@link Store}), {@code dataSource}, {@code storeKeeper}, {@code storeBinding}, {@code
     *     historyLimits}
     * @throws StoreException as {@link Store#open}
     */
    public static Map<String, Object> beans(Path dataFolder) throws StoreException {
        return beans(Store.open(dataFolder), Moments.system());
    }

    /** The same for a store that is open already. */
    public static Map<String, Object> beans(Store store, Moments moments) {
        return beans(store, moments, new HistoryLimits(Duration.ofDays(90), 1_000_000));
    }

    /** The same, with the bounds of what is kept for replays. */
    public static Map<String, Object> beans(Store store, Moments moments, HistoryLimits limits) {
        StoreKeeper keeper = new StoreKeeper(moments, StoreKeeper.MOST_WAITING);
        return Map.of(
                "store",
                store,
                "dataSource",
                store.dataSource(),
                "storeKeeper",
                keeper,
                "storeBinding",
                new StoreBinding(keeper),
                "historyLimits",
                limits);
    }
}
