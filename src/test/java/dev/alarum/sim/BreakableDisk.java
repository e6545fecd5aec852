package dev.alarum.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import javax.sql.DataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A data source whose disk can be full. */
final class BreakableDisk {
    private final DataSource source;
    private boolean works = true;

    BreakableDisk(DataSource source) {
        this.source = source;
    }

    void become(boolean working) {
        works = working;
    }

    DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && !works) {
                        throw new SQLiteException("No space left on device", SQLiteErrorCode.SQLITE_FULL);
                    }
                    try {
                        return method.invoke(source, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
