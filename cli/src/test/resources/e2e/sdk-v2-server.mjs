// A server of the official SDK's second generation, over the transport that its argument names: stdio, or http on a port of its
// own, which is its first line of output. Tools: era, count (progress), ask (a question), grow (adds the tool grown).
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { McpServer, acceptedContent, createMcpHandler, fromJsonSchema, inputRequired } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';

const text = content => ({ content: [{ type: 'text', text: content }] });
const schema = (properties, required = []) => fromJsonSchema({ type: 'object', properties, required });
let isGrown = false;
let grow = () => {};

function make({ era }) {
  const server = new McpServer({ name: 'second', version: '1.0.0' });
  const addGrown = () => server.registerTool('grown', { description: 'New' }, () => text('new'));
  server.registerTool('era', { description: 'The era in which it is asked' }, () => text(era));
  server.registerTool('count', { description: 'Tells of its progress', inputSchema: schema({ to: { type: 'integer' } }, ['to']) }, async ({ to }, ctx) => {
    const { progressToken } = ctx.mcpReq._meta ?? {};
    for (let progress = 1; progressToken !== undefined && progress <= to; progress++) {
      await ctx.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: to } });
      await setTimeout(20); // clients forget what they are told of a call together with its answer
    }
    return text(`counted to ${to}`);
  });
  server.registerTool('ask', { description: 'Wants to know a color' }, ctx => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, 'color');
    return answer
      ? text(`you like ${answer.color}`)
      : inputRequired({
          inputRequests: {
            color: inputRequired.elicit({ message: 'Which?', requestedSchema: { type: 'object', properties: { color: { type: 'string' } }, required: ['color'] } })
          }
        });
  });
  server.registerTool('grow', { description: 'Adds a tool' }, () => {
    isGrown = true;
    grow(addGrown);
    return text('done');
  });
  if (isGrown) addGrown();
  return server;
}

async function overHttp() {
  const handler = createMcpHandler(make);
  grow = () => handler.notify.toolsChanged();
  const http = createServer(async (request, response) => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const parts = [];
    for await (const part of request) parts.push(part);
    const answer = await handler.fetch(
      new Request(`http://${request.headers.host}${request.url}`, {
        method: request.method,
        headers: Object.entries(request.headers),
        body: request.method === 'POST' ? Buffer.concat(parts) : undefined,
        signal: gone.signal
      })
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    if (answer.body) Readable.fromWeb(answer.body).on('error', () => response.destroy()).pipe(response);
    else response.end();
  });
  http.listen(0, '127.0.0.1', () => console.log(http.address().port));
}

if (process.argv[2] === 'http') await overHttp();
else {
  grow = addGrown => addGrown();
  serveStdio(make);
}
