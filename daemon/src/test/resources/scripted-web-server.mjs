// An MCP server of 2026-07-28 on Streamable HTTP that does as it is told by calls of its tools.
//   --port N    where it listens, on 127.0.0.1
//   --host H    on this address instead
//   --late N    milliseconds before it does
import { createServer } from 'node:http';

const value = name => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const text = content => ({ content: [{ type: 'text', text: String(content) }] });
const soon = (millis, content) => new Promise(done => setTimeout(() => done(text(content)), millis));
const tools = {
  pid: () => text(process.pid),
  env: () => text(JSON.stringify(process.env)),
  hold: a => soon(a.millis, process.pid),
  say: a => { console.log(a.text); return text('said'); },
  crash: () => process.exit(3),
  deaf: () => { // lives on, listens no more and hangs up
    setInterval(() => {}, 1000);
    server.close();
    setTimeout(() => server.closeAllConnections(), 50);
    return text('deaf');
  }
};
const methods = {
  'server/discover': () => ({ supportedVersions: ['2026-07-28'], capabilities: { tools: {} }, ttlMs: 0, cacheScope: 'public' }),
  'tools/list': () => ({ tools: Object.keys(tools).map(name => ({ name, inputSchema: { type: 'object' } })), ttlMs: 0, cacheScope: 'public' }),
  'tools/call': p => tools[p.name](p.arguments ?? {})
};

const server = createServer((request, response) => {
  let body = '';
  request.on('data', chunk => { body += chunk; }).on('end', async () => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const m = JSON.parse(body);
    const answer = methods[m.method]
      ? { result: { resultType: 'complete', ...await methods[m.method](m.params ?? {}) } }
      : { error: { code: -32601, message: `Method not found: ${m.method}` } };
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ jsonrpc: '2.0', id: m.id, ...answer }));
  });
});
process.on('SIGTERM', () => process.exit(0));
setTimeout(
  () => server.listen(Number(value('--port')), value('--host') ?? '127.0.0.1', () => console.error(`listening as ${process.pid}`)),
  Number(value('--late') ?? 0));
