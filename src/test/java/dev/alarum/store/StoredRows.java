package dev.alarum.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes rows with the statements that the flow {@code store} uses, where no flow runs. */
public final class StoredRows {
    private static final Pattern VALUE = Pattern.compile(":#\\$\\{body\\.(?:row\\.)?(\\w+)}");

    private StoredRows() {}

    /** Writes them into that store, in order. */
    public static void write(Store store, List<? extends Row> rows) throws SQLException {
        try (Connection connection = store.dataSource().getConnection()) {
            for (Row row : rows) {
                write(connection, row);
            }
        }
    }

    private static void write(Connection connection, Row row) throws SQLException {
        String script = script(row.statement());
        List<String> names = new ArrayList<>();
        Matcher matcher = VALUE.matcher(script);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        try (PreparedStatement statement =
                connection.prepareStatement(VALUE.matcher(script).replaceAll("?"))) {
            for (int i = 0; i < names.size(); i++) {
                statement.setObject(i + 1, value(row, names.get(i)));
            }
            statement.executeUpdate();
        }
    }

    private static Object value(Row row, String name) {
        try {
            if (name.equals("json")) {
                return Batch.of(row).json();
            }
            return row.getClass().getMethod(name).invoke(row);
        } catch (ReflectiveOperationException | JsonProcessingException e) {
            throw new AssertionError(row + " has no " + name, e);
        }
    }

    private static String script(String statement) {
        try (InputStream script = Store.class.getResourceAsStream("/db/" + statement + ".sql")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
