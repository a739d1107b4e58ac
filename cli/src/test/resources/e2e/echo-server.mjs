// A small MCP server on stdio, for tests: tools echo (returns its text), sleep (answers after a while), pid.
import { createInterface } from 'node:readline';

const tools = [
  { name: 'echo', description: 'Returns its text', inputSchema: { type: 'object', properties: { text: { type: 'string' } } } },
  { name: 'sleep', description: 'Answers after so many milliseconds', inputSchema: { type: 'object', properties: { millis: { type: 'integer' } } } },
  { name: 'pid', description: 'The process of this server', inputSchema: { type: 'object' } },
];
const text = value => ({ content: [{ type: 'text', text: String(value) }] });
const send = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');

const answers = {
  initialize: () => ({ protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'echo', version: '1.0.0' } }),
  ping: () => ({}),
  'tools/list': () => ({ tools }),
};
const calls = {
  echo: (args, done) => done(text(args.text ?? '')),
  sleep: (args, done) => setTimeout(() => done(text('slept')), args.millis ?? 0),
  pid: (args, done) => done(text(process.pid)),
};

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const call = method === 'tools/call' && calls[params.name];
  if (call) call(params.arguments ?? {}, result => send({ id, result }));
  else if (answers[method]) send({ id, result: answers[method]() });
  else send({ id, error: { code: -32601, message: `no method ${method}` } });
}).on('close', () => process.exit(0));
