// A client of the official SDK, driven by lines of JSON: each request on the input is answered on the output by a line with
// its id; {"event": ...} lines come between. The first line says which revision was agreed on.
//   node sdk-client.mjs v1|v2 '{"url": "http://…"}' | '{"command": "…", "args": [], "env": {}, "cwd": "…"}'
import { createInterface } from 'node:readline';

const say = line => process.stdout.write(JSON.stringify(line) + '\n');
const changed = () => say({ event: 'toolsChanged' });

const capabilities = { elicitation: {} };
const answer = async () => ({ action: 'accept', content: { color: 'green' } });
const onprogress = () => say({ event: 'progress' });

const over = (target, Http, Sse, Stdio) =>
  !target.url ? new Stdio(target) : target.url.endsWith('/sse') ? new Sse(new URL(target.url)) : new Http(new URL(target.url));

const generations = {
  async v1(target) {
    const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
    const { ElicitRequestSchema, ToolListChangedNotificationSchema } = await import('@modelcontextprotocol/sdk/types.js');
    const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');
    const { SSEClientTransport } = await import('@modelcontextprotocol/sdk/client/sse.js');
    const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
    const client = new Client({ name: 'sdk-v1', version: '1' }, { capabilities });
    client.setRequestHandler(ElicitRequestSchema, answer);
    client.setNotificationHandler(ToolListChangedNotificationSchema, changed);
    const transport = over(target, StreamableHTTPClientTransport, SSEClientTransport, StdioClientTransport);
    // Over stdio nothing but this call shows what was agreed on.
    let revision;
    const told = transport.setProtocolVersion?.bind(transport);
    transport.setProtocolVersion = agreed => { revision = agreed; told?.(agreed); };
    await client.connect(transport);
    const tools = async () => {
      const names = [];
      let page = {};
      do {
        page = await client.listTools(page.nextCursor ? { cursor: page.nextCursor } : {});
        names.push(...page.tools.map(tool => tool.name));
      } while (page.nextCursor);
      return names;
    };
    const call = params => client.callTool(params, undefined, { onprogress });
    return { client, revision, tools, call };
  },

  async v2(target) {
    const { Client, SSEClientTransport, StreamableHTTPClientTransport } = await import('@modelcontextprotocol/client');
    const { StdioClientTransport } = await import('@modelcontextprotocol/client/stdio');
    const client = new Client({ name: 'sdk-v2', version: '1' }, { capabilities, versionNegotiation: { mode: 'auto' } });
    client.setRequestHandler('elicitation/create', answer);
    client.setNotificationHandler('notifications/tools/list_changed', changed);
    const transport = over(target, StreamableHTTPClientTransport, SSEClientTransport, StdioClientTransport);
    await client.connect(transport);
    if (!target.url?.endsWith('/sse')) await client.listen({ toolsListChanged: true });
    const tools = async () => (await client.listTools()).tools.map(tool => tool.name);
    const call = params => client.callTool(params, { onprogress });
    return { client, revision: client.getNegotiatedProtocolVersion(), tools, call };
  },
};

const [generation, target] = process.argv.slice(2);
const { client, revision, tools, call } = await generations[generation](JSON.parse(target));
say({ event: 'connected', revision });

const answers = {
  tools,
  call: ({ tool, args }) => call({ name: tool, arguments: args }),
};
createInterface({ input: process.stdin })
  .on('line', async line => {
    const request = JSON.parse(line);
    try {
      say({ id: request.id, result: await answers[request.do](request) });
    } catch (error) {
      say({ id: request.id, error: String(error) });
    }
  })
  .on('close', async () => {
    await client.close();
    process.exit(0);
  });
