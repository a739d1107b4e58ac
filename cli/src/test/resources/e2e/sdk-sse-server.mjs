// A server of the official SDK on HTTP+SSE, the transport of 2024-11-05: one tool, echo, and a list that changes when the tool
// grow was called. It takes only requests that carry the header X-Key. Its first line of output is its port.
import { createServer } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';

const transports = new Map();

function serve(transport) {
  const server = new McpServer({ name: 'old', version: '1.0.0' });
  const say = (name, text) => server.registerTool(name, { description: name }, () => ({ content: [{ type: 'text', text }] }));
  say('echo', 'from the stream');
  server.registerTool('grow', { description: 'Adds a tool' }, () => {
    say('grown', 'new');
    return { content: [] };
  });
  return server.connect(transport);
}

const http = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (request.headers['x-key'] !== 'k') {
    response.writeHead(401).end();
  } else if (request.method === 'GET' && url.pathname === '/sse') {
    const transport = new SSEServerTransport('/messages', response);
    transports.set(transport.sessionId, transport);
    response.on('close', () => transports.delete(transport.sessionId));
    await serve(transport);
  } else if (transports.has(url.searchParams.get('sessionId'))) {
    await transports.get(url.searchParams.get('sessionId')).handlePostMessage(request, response);
  } else {
    response.writeHead(404).end();
  }
});
http.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => console.log(http.address().port));
