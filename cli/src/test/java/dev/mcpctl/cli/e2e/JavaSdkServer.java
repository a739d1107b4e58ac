package dev.mcpctl.cli.e2e;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServer.SyncSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletSseServerTransportProvider;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;

import jakarta.servlet.http.HttpServlet;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;

/**
 * A server made with the official Java SDK, for a process of its own: on its pipes, or with a port
 * that it prints first. Its tools ask whoever calls them.
 */
@SuppressWarnings("deprecation") // HTTP+SSE is
final class JavaSdkServer {
    private static final Map<String, Object> ANYTHING = Map.of("type", "object");

    private JavaSdkServer() {}

    /**
     * Serves until it is killed, or its pipes are closed.
     *
     * @param arguments {@code STDIO}, {@code HTTP} or {@code SSE}, and for the latter two a folder
     *     of its own
     */
    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "HTTP" -> {
                var http =
                        HttpServletStreamableServerTransportProvider.builder()
                                .mcpEndpoint("/mcp")
                                .build();
                withTools(McpServer.sync(http));
                listen(http, arguments[1]);
            }
            case "SSE" -> {
                var sse =
                        HttpServletSseServerTransportProvider.builder()
                                .sseEndpoint("/sse")
                                .messageEndpoint("/messages")
                                .build();
                withTools(McpServer.sync(sse));
                listen(sse, arguments[1]);
            }
            default ->
                    withTools(
                            McpServer.sync(
                                    new StdioServerTransportProvider(McpJsonDefaults.getMapper())));
        }
        new CountDownLatch(1).await();
    }

    @SuppressWarnings("SystemOut") // for the parent
    private static void listen(HttpServlet servlet, String folder) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder);
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context = tomcat.addContext("", folder);
        Tomcat.addServlet(context, "mcp", servlet).setAsyncSupported(true);
        context.addServletMappingDecoded("/*", "mcp");
        tomcat.start();
        System.out.println(tomcat.getConnector().getLocalPort());
    }

    private static void withTools(SyncSpecification<?> specification) {
        McpSyncServer server =
                specification
                        .serverInfo("java", "1")
                        .capabilities(ServerCapabilities.builder().tools(true).build())
                        .tools(
                                tool(
                                        "echo",
                                        (_, call) ->
                                                text(String.valueOf(call.arguments().get("text")))),
                                tool("count", JavaSdkServer::count),
                                tool("ask", JavaSdkServer::ask),
                                tool("sample", JavaSdkServer::sample),
                                tool(
                                        "roots",
                                        (client, _) -> text(client.listRoots().roots().toString())))
                        .build();
        server.addTool(
                tool(
                        "grow",
                        (_, _) -> {
                            server.addTool(tool("grown", (_, _) -> text("of age")));
                            return text("grew");
                        }));
    }

    private static SyncToolSpecification tool(
            String name,
            BiFunction<McpSyncServerExchange, CallToolRequest, CallToolResult> handler) {
        return SyncToolSpecification.builder()
                .tool(Tool.builder(name, ANYTHING).description("Does " + name).build())
                .callHandler(handler)
                .build();
    }

    private static CallToolResult text(String said) {
        return CallToolResult.builder().addTextContent(said).build();
    }

    private static CallToolResult count(McpSyncServerExchange client, CallToolRequest call) {
        Object token = call.meta().get("progressToken");
        for (int i = 1; i <= 3; i++) {
            client.progressNotification(ProgressNotification.builder(token, i).build());
        }
        return text("counted");
    }

    private static CallToolResult ask(McpSyncServerExchange client, CallToolRequest call) {
        Map<String, Object> schema =
                Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("name", Map.of("type", "string")),
                        "required",
                        List.of("name"));
        var answer =
                client.createElicitation(ElicitFormRequest.builder("Your name?", schema).build());
        return text(answer.action() + " " + answer.content());
    }

    private static CallToolResult sample(McpSyncServerExchange client, CallToolRequest call) {
        var question =
                SamplingMessage.builder(Role.USER, TextContent.builder("How long?").build())
                        .build();
        var answer =
                client.createMessage(CreateMessageRequest.builder(List.of(question), 100).build());
        return text(((TextContent) answer.content()).text());
    }
}
