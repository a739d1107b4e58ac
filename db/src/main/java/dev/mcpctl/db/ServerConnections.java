package dev.mcpctl.db;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * Opens connections to wherever the server is at that moment: a server that was started again may
 * have another port. Any thread.
 */
final class ServerConnections implements DataSource {
    private static final int CONNECT_SECONDS = 5;

    /** No statement of ours takes nearly as long; a peer that fell silent is given up. */
    private static final int SILENCE_SECONDS = 60;

    private final Supplier<DatabaseUrl> address;

    ServerConnections(Supplier<DatabaseUrl> address) {
        this.address = address;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return open(SILENCE_SECONDS);
    }

    /** For waiting, which is silent: the caller sets deadlines of its own. */
    Connection openPatient() throws SQLException {
        return open(0);
    }

    DatabaseUrl address() {
        return address.get();
    }

    private Connection open(int silenceSeconds) throws SQLException {
        DatabaseUrl server = address.get();
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "mcpd");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(silenceSeconds));
        properties.setProperty("tcpKeepAlive", "true");
        // A server's detail quotes the row, and a row may hold a whole spec.
        properties.setProperty("logServerErrorDetail", "false");
        properties.putAll(server.credentials());
        return DriverManager.getConnection(server.jdbcUrl(), properties);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the address names the user");
    }

    @Override
    public PrintWriter getLogWriter() {
        return new PrintWriter(PrintWriter.nullWriter());
    }

    @Override
    public void setLogWriter(PrintWriter out) {}

    @Override
    public void setLoginTimeout(int seconds) {}

    @Override
    public int getLoginTimeout() {
        return CONNECT_SECONDS;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(ServerConnections.class.getPackageName());
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
