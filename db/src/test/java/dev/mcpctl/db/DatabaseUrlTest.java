package dev.mcpctl.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpctl.api.problem.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "postgresql://ada:pw@db:6432/mcp, jdbc:postgresql://db:6432/mcp, db:6432/mcp",
        "postgres://ada:pw@db/mcp, jdbc:postgresql://db:5432/mcp, db:5432/mcp",
        "postgresql://ada:pw@[::1]:6432/mcp?sslmode=require,"
                + " jdbc:postgresql://[::1]:6432/mcp?sslmode=require, [::1]:6432/mcp",
        "jdbc:postgresql://db/mcp?user=ada&password=pw&sslmode=require,"
                + " jdbc:postgresql://db/mcp?sslmode=require, db/mcp",
    })
    void bothFormsAreRead(String text, String jdbcUrl, String place) {
        DatabaseUrl url = DatabaseUrl.read(text);

        assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl);
        assertThat(url.place()).isEqualTo(place);
        assertThat(url.credentials())
                .containsEntry("user", "ada")
                .containsEntry("password", "pw")
                .hasSize(2);
        assertThat(url.toString()).doesNotContain("pw");
    }

    @Test
    void aPasswordMayHoldAnyCharacterEscaped() {
        assertThat(DatabaseUrl.read("postgresql://a%40b:p%3A%2F+%40@db/x").credentials())
                .containsEntry("user", "a@b")
                .containsEntry("password", "p:/+@");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://a:secret@b/c",
                "postgresql:///secret",
                "secret",
                "postgresql://a:sec ret@b"
            })
    void whatIsNoUrlIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> DatabaseUrl.read(text))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("MCPD_DATABASE_URL")
                .hasMessageNotContaining("sec");
    }
}
