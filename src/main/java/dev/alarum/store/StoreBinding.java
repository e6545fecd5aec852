package dev.alarum.store;

import dev.alarum.node.Moments;
import java.nio.file.Path;
import java.util.Map;

/** The beans by which the flow {@code store} writes. */
public final class StoreBinding {
    private StoreBinding() {}

    /**
     * Opens the store of that folder for this process.
     *
     * @return {@code store} ({@link Store}), {@code dataSource}, {@code storeKeeper}
     * @throws StoreException as {@link Store#open}
     */
    public static Map<String, Object> beans(Path dataFolder) throws StoreException {
        return beans(Store.open(dataFolder), Moments.system());
    }

    /** The same for a store that is open already. */
    public static Map<String, Object> beans(Store store, Moments moments) {
        return Map.of(
                "store",
                store,
                "dataSource",
                store.dataSource(),
                "storeKeeper",
                new StoreKeeper(moments, StoreKeeper.MOST_WAITING));
    }
}
