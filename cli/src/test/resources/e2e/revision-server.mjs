// A small MCP server on stdio, for tests, that speaks the one revision it is told: node revision-server.mjs 2025-06-18
import { createInterface } from 'node:readline';

const revision = process.argv[2];
const isModern = revision === '2026-07-28';
const meta = 'io.modelcontextprotocol/';
const capabilities = { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true } };
const serverInfo = { name: 'revision', version: '1.0.0' };
const names = ['echo', 'slow', 'large', 'grow', 'touch', 'cancelled', 'crash'];
const open = new Set();
const listens = new Set();
const subscribed = new Set();
let cancelled = 0;

const send = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
const text = value => ({ content: [{ type: 'text', text: String(value) }] });
const tool = name => ({ name, inputSchema: { type: 'object' } });

function answer(id, result) {
  send({ id, result: isModern ? { resultType: 'complete', ...result, _meta: { [meta + 'serverInfo']: serverInfo } } : result });
}

function tell(method, params = {}) {
  if (isModern) for (const id of listens) send({ method, params: { ...params, _meta: { [meta + 'subscriptionId']: id } } });
  else send({ method, params });
}

function page(cursor) {
  const from = cursor === undefined ? 0 : cursor === '' ? 3 : Number(cursor);
  const next = from + 3 < names.length ? { nextCursor: from === 0 ? '' : String(from + 3) } : {};
  const kept = isModern ? { ttlMs: 0, cacheScope: 'public' } : {};
  return { tools: names.slice(from, from + 3).map(tool), ...next, ...kept };
}

function slow(id, token, count) {
  if (!open.has(id)) return void cancelled++;
  if (token !== undefined) send({ method: 'notifications/progress', params: { progressToken: token, progress: count } });
  setTimeout(slow, 20, id, token, count + 1);
}

const calls = {
  echo: (id, params) => answer(id, text(JSON.stringify(params.arguments))),
  large: id => answer(id, text('x'.repeat(5 * 1024 * 1024))),
  slow: (id, params) => { open.add(id); slow(id, params._meta?.progressToken, 1); },
  cancelled: id => answer(id, text(cancelled)),
  grow: id => { if (!names.includes('grown')) names.push('grown'); tell('notifications/tools/list_changed'); answer(id, text('grown')); },
  touch: id => {
    if (isModern || subscribed.has('file:///watched')) tell('notifications/resources/updated', { uri: 'file:///watched' });
    answer(id, text('touched'));
  },
  crash: () => process.exit(1),
};

const shared = {
  'tools/list': (id, params) => answer(id, page(params.cursor)),
  'tools/call': (id, params) => calls[params.name](id, params),
  'resources/list': id => answer(id, { resources: [{ uri: 'file:///watched', name: 'watched' }], ...(isModern ? { ttlMs: 0, cacheScope: 'public' } : {}) }),
};
const methods = isModern
  ? {
      ...shared,
      'server/discover': id => answer(id, { supportedVersions: [revision], capabilities, ttlMs: 0, cacheScope: 'public' }),
      'subscriptions/listen': (id, params) => {
        send({ method: 'notifications/subscriptions/acknowledged', params: { notifications: params.notifications, _meta: { [meta + 'subscriptionId']: id } } });
        listens.add(id);
      },
    }
  : {
      ...shared,
      initialize: id => answer(id, { protocolVersion: revision, capabilities, serverInfo }),
      ping: id => answer(id, {}),
      'resources/subscribe': (id, params) => { subscribed.add(params.uri); answer(id, {}); },
      'resources/unsubscribe': (id, params) => { subscribed.delete(params.uri); answer(id, {}); },
    };

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params = {} } = JSON.parse(line);
  if (method === 'notifications/cancelled') { open.delete(params.requestId); listens.delete(params.requestId); }
  if (id === undefined) return;
  if (methods[method]) methods[method](id, params);
  else send({ id, error: { code: -32601, message: `no method ${method}` } });
}).on('close', () => process.exit(0));
