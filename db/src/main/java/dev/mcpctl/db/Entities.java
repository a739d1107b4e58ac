package dev.mcpctl.db;

import dev.mcpctl.api.json.JsonCodec;
import dev.mcpctl.db.event.EventRow;
import dev.mcpctl.db.feed.ChangeRow;
import dev.mcpctl.db.instance.InstanceRow;
import dev.mcpctl.db.resource.ResourceRow;
import dev.mcpctl.db.secret.KeyCheckRow;
import dev.mcpctl.db.secret.SecretValueRow;
import dev.mcpctl.db.token.TokenRow;

import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.cfg.MappingSettings;
import org.hibernate.type.format.jackson.JacksonJsonFormatMapper;

import java.util.List;

import javax.sql.DataSource;

/** The list of entities, and how Hibernate is set up for them. */
final class Entities {
    private static final List<Class<?>> ALL =
            List.of(
                    ChangeRow.class,
                    EventRow.class,
                    InstanceRow.class,
                    KeyCheckRow.class,
                    ResourceRow.class,
                    SecretValueRow.class,
                    TokenRow.class);

    private Entities() {}

    /** Opens no connection, so that it can be done while the server starts. */
    static SessionFactory sessions(DataSource connections) {
        Configuration configuration = new Configuration();
        ALL.forEach(configuration::addAnnotatedClass);
        configuration.getProperties().put(JdbcSettings.JAKARTA_NON_JTA_DATASOURCE, connections);
        configuration
                .getProperties()
                .put(
                        MappingSettings.JSON_FORMAT_MAPPER,
                        new JacksonJsonFormatMapper(JsonCodec.mapper()));
        configuration.setProperty(JdbcSettings.ALLOW_METADATA_ON_BOOT, false);
        configuration.setProperty(JdbcSettings.JAKARTA_HBM2DDL_DB_NAME, "PostgreSQL");
        configuration.setProperty(
                JdbcSettings.JAKARTA_HBM2DDL_DB_VERSION, ServerVersion.OLDEST + ".0");
        // An error's text holds the statement's values, and a value may be a whole spec.
        configuration.setProperty(JdbcSettings.LOG_JDBC_ERRORS, false);
        configuration.setProperty(JdbcSettings.LOG_JDBC_WARNINGS, false);
        configuration.setProperty("hibernate.query.plan_cache_max_size", 128);
        return configuration.buildSessionFactory();
    }
}
