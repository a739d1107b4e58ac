// An MCP server on stdio that does as it is told: by its arguments and by calls of its tools.
//   --era legacy|modern    what it speaks (default legacy)
//   --crash-while FILE     exits with 7 at once for as long as FILE exists
//   --stubborn             heeds neither the end of its input nor SIGTERM
//   --child                starts a detached process that outlives it
//   --mute                 reads and never answers
//   --header-param         wants the text of echo in a header too
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const given = name => process.argv.includes(name);
const value = name => (given(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const modern = value('--era') === 'modern';

if (given('--crash-while') && existsSync(value('--crash-while'))) {
  console.error('crashing, as told');
  process.exit(7);
}
if (given('--stubborn')) {
  process.on('SIGTERM', () => console.error('SIGTERM ignored'));
  setInterval(() => {}, 1000);
} else {
  process.on('SIGTERM', () => process.exit(143)); // the first process of a container must say so
}
if (given('--child')) spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref();
console.error(`started ${process.pid}`);

const send = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
const answer = (id, result) => send({ id, result: modern ? { resultType: 'complete', ...result } : result });
const text = (id, content) => answer(id, { content: [{ type: 'text', text: String(content) }] });
const capabilities = { tools: { listChanged: true } };
const info = { name: 'scripted', version: '1' };
const names = ['echo', 'crash', 'sleep', 'env', 'pid', 'cwd', 'ask', 'say', 'grow', 'fail', 'hold', 'read', 'write', 'remember'];

const schema = name => given('--header-param') && name === 'echo'
  ? { type: 'object', properties: { text: { type: 'string', 'x-mcp-header': 'Text' } } }
  : { type: 'object' };

const waiting = new Map();
let asked = 0;
const ask = method => new Promise(done => {
  const id = `asked-${++asked}`;
  waiting.set(id, done);
  send({ id, method, params: {} });
});

const trying = what => { try { return what(); } catch (e) { return e.code; } };

const tools = {
  echo: (id, a) => text(id, a.text),
  crash: (id, a) => process.exit(a.code ?? 3),
  sleep: (id, a) => setTimeout(() => text(id, 'slept'), a.millis),
  hold: (id, a) => setTimeout(() => text(id, process.pid), a.millis),
  env: id => text(id, JSON.stringify(process.env)),
  pid: id => text(id, process.pid),
  cwd: id => text(id, process.cwd()),
  ask: (id, a) => ask(a.method).then(reply => text(id, JSON.stringify(reply))),
  say: (id, a) => { for (let i = 0; i < (a.lines ?? 1); i++) console.error(`${a.text} ${i}`); text(id, 'said'); },
  grow: (id, a) => { names.push(a.name); send({ method: 'notifications/tools/list_changed' }); text(id, 'grown'); },
  read: (id, a) => text(id, trying(() => readFileSync(a.path, 'utf8'))),
  write: (id, a) => text(id, trying(() => { writeFileSync(a.path, a.text); return 'written'; })),
  // Wants to be called again, and knows whether it was this very process that wanted it.
  remember: (id, a, p) => p.requestState === undefined
    ? answer(id, { resultType: 'input_required', requestState: `pid ${process.pid}` })
    : text(id, p.requestState === `pid ${process.pid}` ? 'remembered' : `strange: ${p.requestState}`),
  fail: id => answer(id, { isError: true, content: [{ type: 'text', text: 'failed, as told' }] })
};

createInterface({ input: process.stdin }).on('line', line => {
  const m = JSON.parse(line);
  if (given('--mute')) return;
  if (m.method === undefined) {
    waiting.get(m.id)?.({ result: m.result, error: m.error });
    waiting.delete(m.id);
  } else if (m.id === undefined) {
    return;
  } else if (m.method === 'initialize' && !modern) {
    answer(m.id, { protocolVersion: '2025-06-18', capabilities, serverInfo: info });
  } else if (m.method === 'server/discover' && modern) {
    answer(m.id, { supportedVersions: ['2026-07-28'], capabilities, ttlMs: 0, cacheScope: 'public', _meta: { 'io.modelcontextprotocol/serverInfo': info } });
  } else if (m.method === 'ping') {
    answer(m.id, {});
  } else if (m.method === 'tools/list') {
    answer(m.id, { tools: names.map(name => ({ name, inputSchema: schema(name) })), ...(modern ? { ttlMs: 0, cacheScope: 'public' } : {}) });
  } else if (m.method === 'tools/call' && tools[m.params.name]) {
    tools[m.params.name](m.id, m.params.arguments ?? {}, m.params);
  } else {
    send({ id: m.id, error: { code: -32601, message: `Method not found: ${m.method}` } });
  }
}).on('close', () => { if (!given('--stubborn')) process.exit(0); });
