package dev.mcpctl.api.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads lists as tables whose cells mcpd has made, page after page, without building objects: what
 * {@code get} costs is mostly the classes that it loads, so there is no databind here. Used by one
 * thread.
 */
public final class ResourceTable {
    private static final JsonFactory JSON = new JsonFactory();

    private final DaemonConnection connection;
    private boolean hasColumns;
    private long position;
    private @Nullable String next;

    public ResourceTable(DaemonConnection connection) {
        this.connection = connection;
    }

    /**
     * Reads all pages of a list, or the one row of a resource.
     *
     * @param isWide with the columns that are shown on demand
     * @return the position in the change feed from which a watch goes on
     */
    public long read(ResourceAddress address, ListQuery query, boolean isWide, TableReader reader) {
        hasColumns = false;
        next = null;
        do {
            String path =
                    query.on(address)
                            .with("as", "table")
                            .flag("wide", isWide)
                            .with("continue", next)
                            .toString();
            next = null;
            try (InputStream body = connection.get(path, "application/json");
                    JsonParser json = JSON.createParser(body)) {
                page(json, reader);
            } catch (JsonProcessingException e) {
                throw new Problem(
                        ProblemType.UPSTREAM,
                        connection.base() + " did not answer with a table; is it mcpd?",
                        e);
            } catch (IOException e) {
                throw connection.unreachable(e);
            }
        } while (next != null);
        return position;
    }

    private void page(JsonParser json, TableReader reader) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "columns" -> columns(json, reader);
                case "rows" -> {
                    while (json.nextToken() == JsonToken.START_OBJECT) {
                        row(json, reader);
                    }
                }
                case "metadata" -> metadata(json);
                default -> json.skipChildren();
            }
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
    }

    private void columns(JsonParser json, TableReader reader) throws IOException {
        List<String> headers = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isName = json.currentName().equals("name");
                json.nextToken();
                if (isName) {
                    headers.add(json.getText());
                }
            }
        }
        if (!hasColumns) {
            hasColumns = true;
            reader.columns(headers);
        }
    }

    /** Also what an event of a watched table carries. */
    static void row(JsonParser json, TableReader reader) throws IOException {
        String kind = "";
        String project = null;
        String name = "";
        List<String> cells = new ArrayList<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken token = json.nextToken();
            switch (field) {
                case "kind" -> kind = json.getText();
                case "project" -> project = token == JsonToken.VALUE_NULL ? null : json.getText();
                case "name" -> name = json.getText();
                case "cells" -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        cells.add(json.getText());
                    }
                }
                default -> json.skipChildren();
            }
        }
        reader.row(kind, project, name, cells);
    }

    private void metadata(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "position" -> position = json.getValueAsLong();
                case "continue" -> next = json.getText();
                default -> json.skipChildren();
            }
        }
    }

    private static void expect(JsonParser json, @Nullable JsonToken found, JsonToken wanted)
            throws IOException {
        if (found != wanted) {
            throw new com.fasterxml.jackson.core.JsonParseException(json, "expected " + wanted);
        }
    }
}
