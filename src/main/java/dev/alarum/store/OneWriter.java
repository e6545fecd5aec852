package dev.alarum.store;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A data source with one connection that is lent to one borrower at a time: SQLite lets only one write, and whoever
 * waits here waits in order. Closing the borrowed connection gives it back.
 */
final class OneWriter implements DataSource, AutoCloseable {
    private static final int PATIENCE_SECONDS = 5;

    private final DataSource source;
    private final Semaphore free = new Semaphore(1, true);
    private @Nullable Connection connection;
    private boolean closed;

    OneWriter(DataSource source) {
        this.source = source;
    }

    /** @throws SQLException if the connection is not given back within 5 s, or cannot be opened */
    @Override
    public Connection getConnection() throws SQLException {
        take();
        try {
            return lend(open());
        } catch (SQLException | RuntimeException e) {
            free.release();
            throw e;
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    /** Closes the connection once it is given back. */
    @Override
    public void close() throws SQLException {
        take();
        try {
            closed = true;
            drop();
        } finally {
            free.release();
        }
    }

    private void take() throws SQLException {
        try {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new SQLTransientConnectionException(
                        "the store's one connection was in use for " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLTransientConnectionException("interrupted while waiting for the store", e);
        }
    }

    private Connection open() throws SQLException {
        if (closed) {
            throw new SQLTransientConnectionException("the store is closed");
        }
        Connection open = connection;
        if (open == null || open.isClosed()) {
            open = source.getConnection();
            connection = open;
        }
        return open;
    }

    private void drop() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private Connection lend(Connection open) {
        AtomicBoolean lent = new AtomicBoolean(true);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        if (lent.getAndSet(false)) {
                            giveBack(open);
                        }
                        return null;
                    }
                    if (method.getName().equals("isClosed")) {
                        return !lent.get() || open.isClosed();
                    }
                    if (!lent.get()) {
                        throw new SQLException("this connection was given back");
                    }
                    return call(open, method, arguments);
                });
    }

    private static Object call(Connection open, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(open, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private void giveBack(Connection open) throws SQLException {
        try {
            if (!open.isClosed() && !open.getAutoCommit()) {
                open.rollback();
                open.setAutoCommit(true);
            }
        } catch (SQLException e) {
            // whatever is wrong with it must not meet the next borrower
            drop();
            throw e;
        } finally {
            free.release();
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("the store logs by SLF4J");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        throw new SQLFeatureNotSupportedException("waiting is at most " + PATIENCE_SECONDS + " s");
    }

    @Override
    public int getLoginTimeout() {
        return PATIENCE_SECONDS;
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("the store logs by SLF4J");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return source.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return source.isWrapperFor(type);
    }
}
