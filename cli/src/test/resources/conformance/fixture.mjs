// The server that the official conformance suite wants to find behind an endpoint, on stdio.
//   fixture.mjs legacy    handshake, asks its client by requests of its own
//   fixture.mjs modern    2026-07-28, asks its client by input_required
// Names, texts and schemas are the suite's: `conformance list` and its scenarios' descriptions.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const isModern = process.argv[2] === 'modern';
const META = 'io.modelcontextprotocol/';
const info = { name: 'conformance-fixture', version: '1' };
const capabilities = {
  logging: {}, completions: {},
  tools: { listChanged: true }, prompts: { listChanged: true }, resources: { subscribe: true, listChanged: true }
};

// ── the wire ──
const write = message => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\n');
class Refused extends Error {
  constructor(code, message, data) { super(message); Object.assign(this, { code, data }); }
}
class NeedsInput extends Error {
  constructor(inputRequests, requestState) { super('needs input'); this.result = { resultType: 'input_required', inputRequests, ...(requestState && { requestState }) }; }
}

let clientCapabilities = {}; // of the handshake
let asked = 0;
const answers = new Map(); // to our own requests, by id
const listens = new Map(); // subscriptions/listen by id: what is told there

const key = randomBytes(32);
const mac = text => createHmac('sha256', key).update(text).digest();
const seal = state => { const text = Buffer.from(JSON.stringify(state)).toString('base64url'); return `${text}.${mac(text).toString('base64url')}`; };
function unseal(sealed) {
  const [text, sum = ''] = String(sealed).split('.');
  const given = Buffer.from(sum, 'base64url'), right = mac(text);
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw new Refused(-32602, 'requestState is not ours');
  return JSON.parse(Buffer.from(text, 'base64url'));
}

// What needs which capability of the client.
const needed = { 'elicitation/create': 'elicitation', 'sampling/createMessage': 'sampling', 'roots/list': 'roots' };

// One call, as its tool sees it.
class Call {
  constructor(id, params) {
    this.id = id;
    this.params = params;
    this.meta = params._meta ?? {};
    this.can = isModern ? this.meta[META + 'clientCapabilities'] ?? {} : clientCapabilities;
  }

  tell(method, params) { write({ method, params }); }

  log(data) {
    if (!isModern || this.meta[META + 'logLevel']) this.tell('notifications/message', { level: 'info', data });
  }

  progress(progress) {
    const progressToken = this.meta.progressToken;
    if (progressToken !== undefined) this.tell('notifications/progress', { progressToken, progress, total: 100 });
  }

  // Asks the client; answers its results under the keys of the requests. In the stateless era the
  // call ends here, and is made again with the answers and with the state that went along.
  async ask(requests, state) {
    for (const { method } of Object.values(requests)) {
      if (!this.can[needed[method]]) throw new Refused(-32021, `the client cannot be asked for ${method}`, { requiredCapabilities: { [needed[method]]: {} } });
    }
    if (!isModern) {
      const names = Object.keys(requests);
      const results = await Promise.all(names.map(name => request(requests[name].method, requests[name].params)));
      return Object.fromEntries(names.map((name, i) => [name, results[i]]));
    }
    const given = this.params.inputResponses ?? {};
    const isGiven = Object.keys(requests).every(name => isObject(given[name]));
    if (isGiven && (state === undefined || JSON.stringify(this.state()) === JSON.stringify(state))) return given;
    throw new NeedsInput(requests, state && seal(state));
  }

  state() { return this.params.requestState === undefined ? undefined : unseal(this.params.requestState); }
}

const isObject = value => typeof value === 'object' && value !== null && !Array.isArray(value);
const request = (method, params) => new Promise((done, failed) => {
  const id = `fixture-${++asked}`;
  answers.set(id, reply => (reply.error ? failed(new Error(reply.error.message)) : done(reply.result)));
  write({ id, method, params });
});

// Tells whoever wants to know of it.
function changed(list) {
  const method = `notifications/${list}/list_changed`;
  if (!isModern) return write({ method, params: {} });
  for (const [id, wanted] of listens) {
    if (wanted[`${list}ListChanged`]) write({ method, params: { _meta: { [META + 'subscriptionId']: id } } });
  }
}

// ── content ──
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';
const words = text => ({ type: 'text', text });
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' };
const embedded = (uri, text, mimeType = 'text/plain') => ({ type: 'resource', resource: { uri, mimeType, text } });
const says = (...content) => ({ content: content.map(block => (typeof block === 'string' ? words(block) : block)) });

// ── what the client may be asked ──
const form = (message, properties, ...required) => ({
  method: 'elicitation/create',
  params: { message, requestedSchema: { type: 'object', properties, ...(required.length && { required }) } }
});
const sample = (text, maxTokens) => ({ method: 'sampling/createMessage', params: { messages: [{ role: 'user', content: words(text) }], maxTokens } });
const roots = { method: 'roots/list', params: {} };
const name = form('What is your name?', { name: { type: 'string' } }, 'name');
const confirm = form('Please confirm', { ok: { type: 'boolean' } }, 'ok');

// ── tools ──
const anything = { type: 'object' };
const takes = (...names) => ({ type: 'object', properties: Object.fromEntries(names.map(each => [each, { type: 'string' }])), required: names });
const tools = new Map();
const tool = (named, run, inputSchema = anything) => tools.set(named, { run, inputSchema });

tool('test_simple_text', () => says('This is a simple text response for testing.'));
tool('test_image_content', () => says(image));
tool('test_audio_content', () => says({ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }));
tool('test_embedded_resource', () => says(embedded('test://embedded-resource', 'This is an embedded resource content.')));
tool('test_multiple_content_types', () =>
  says('Multiple content types test:', image, embedded('test://mixed-content-resource', '{"test":"data","value":123}', 'application/json')));
tool('test_error_handling', () => ({ ...says('This tool intentionally returns an error for testing'), isError: true }));
tool('test_tool_with_logging', async call => {
  for (const step of ['started', 'processing data', 'completed']) { call.log(`Tool execution ${step}`); await pause(40); }
  return says('Logged.');
});
tool('test_tool_with_progress', async call => {
  for (const done of [0, 50, 100]) { call.progress(done); await pause(40); }
  return says('Progressed.');
});
tool('test_logging_tool', call => { call.log('logged'); return says('Logged, if asked to.'); });
// Long enough to come on a stream that its client can lose.
tool('test_reconnection', async () => { await pause(400); return says('Reconnection test completed successfully.'); });
tool('test_x_mcp_header', (call, a) => says(`region=${a.region ?? ''}`),
  { type: 'object', properties: { region: { type: 'string', 'x-mcp-header': 'Region' } } });
tool('json_schema_2020_12_tool', (call, a) => says(JSON.stringify(a)), {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: { address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } } },
  properties: {
    name: { type: 'string' }, address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] }, phone: { type: 'string' }, email: { type: 'string' }
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false
});
let grown = 0;
tool('test_trigger_tool_change', () => { tool(`test_grown_${++grown}`, () => says('Grown.')); changed('tools'); return says('Changed.'); });
tool('test_trigger_prompt_change', () => { prompts.set(`test_grown_${++grown}`, { run: () => [words('Grown.')] }); changed('prompts'); return says('Changed.'); });

// ── tools that ask ──
const outcome = answer => `action=${answer.action}, content=${JSON.stringify(answer.content ?? {})}`;
tool('test_sampling', async (call, a) => {
  const { it } = await call.ask({ it: sample(a.prompt, 100) });
  return says(`LLM response: ${it.content?.text}`);
}, takes('prompt'));
tool('test_elicitation', async (call, a) => {
  const { it } = await call.ask({ it: form(a.message, { username: { type: 'string' }, email: { type: 'string' } }, 'username', 'email') });
  return says(`User response: ${outcome(it)}`);
}, takes('message'));
tool('test_elicitation_sep1034_defaults', async call => {
  const { it } = await call.ask({
    it: form('Are these right?', {
      name: { type: 'string', default: 'John Doe' }, age: { type: 'integer', default: 30 }, score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' }, verified: { type: 'boolean', default: true }
    })
  });
  return says(`Elicitation completed: ${outcome(it)}`);
});
tool('test_elicitation_sep1330_enums', async call => {
  const titled = ['First', 'Second', 'Third'].map((ordinal, i) => ({ const: `value${i + 1}`, title: `${ordinal} Option` }));
  const plain = ['option1', 'option2', 'option3'];
  const { it } = await call.ask({
    it: form('Which ones?', {
      untitledSingle: { type: 'string', enum: plain }, titledSingle: { type: 'string', oneOf: titled },
      legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: plain } }, titledMulti: { type: 'array', items: { anyOf: titled } }
    })
  });
  return says(`Elicitation completed: ${outcome(it)}`);
});
tool('test_missing_capability', async call => { await call.ask({ it: sample('Say hello', 50) }); return says('Asked.'); });
tool('test_streaming_elicitation', async call => says(outcome((await call.ask({ user_name: name })).user_name)));

const asking = (suffix, run) => tool(`test_input_required_result_${suffix}`, run);
asking('elicitation', async call => says(`Hello, ${(await call.ask({ user_name: name })).user_name.content?.name}!`));
asking('sampling', async call => says((await call.ask({ capital_question: sample('What is the capital of France?', 100) })).capital_question.content?.text ?? ''));
asking('list_roots', async call => says(JSON.stringify((await call.ask({ client_roots: roots })).client_roots.roots)));
asking('request_state', async call => { await call.ask({ confirm }, { step: 'confirm' }); return says('state-ok'); });
asking('tampered_state', async call => { call.state(); await call.ask({ confirm }, { step: 'signed' }); return says('Verified.'); });
asking('multiple_inputs', async call => {
  await call.ask({ user_name: name, greeting: sample('Generate a greeting', 50), client_roots: roots }, { step: 'all' });
  return says('All there.');
});
asking('multi_round', async call => {
  const first = form('Step 1: What is your name?', { name: { type: 'string' } }, 'name');
  const second = form('Step 2: What is your favorite color?', { color: { type: 'string' } }, 'color');
  const at = isModern ? call.state() : undefined;
  const known = at?.step === 2 ? at.name : (await call.ask({ step1: first }, { step: 1 })).step1.content?.name;
  const { step2 } = await call.ask({ step2: second }, { step: 2, name: known });
  return says(`${known} likes ${step2.content?.color}.`);
});
asking('capabilities', async call => {
  const all = { sample: sample('Say hello', 50), name, roots };
  const possible = Object.fromEntries(Object.entries(all).filter(([, { method }]) => call.can[needed[method]]));
  if (Object.keys(possible).length) await call.ask(possible);
  return says('Nothing more to ask.');
});

// ── resources and prompts ──
const resources = new Map([
  ['test://static-text', { name: 'static-text', mimeType: 'text/plain', text: 'This is the content of the static text resource.' }],
  ['test://static-binary', { name: 'static-binary', mimeType: 'image/png', blob: PIXEL }],
  ['test://watched-resource', { name: 'watched-resource', mimeType: 'text/plain', text: 'Watched.' }]
]);
function read(uri) {
  const [, id] = /^test:\/\/template\/([^/]+)\/data$/.exec(uri) ?? [];
  if (id) return { uri, mimeType: 'application/json', text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` }) };
  if (!resources.has(uri)) throw new Refused(isModern ? -32602 : -32002, `Resource not found: ${uri}`, { uri });
  const { name: _, ...contents } = resources.get(uri);
  return { uri, ...contents };
}

const prompts = new Map([
  ['test_simple_prompt', { run: () => [words('This is a simple prompt for testing.')] }],
  ['test_prompt_with_arguments', { takes: ['arg1', 'arg2'], run: (call, a) => [words(`Prompt with arguments: arg1='${a.arg1}', arg2='${a.arg2}'`)] }],
  ['test_prompt_with_embedded_resource', { takes: ['resourceUri'], run: (call, a) => [embedded(a.resourceUri, 'Embedded resource content for testing.'), words('Please process the embedded resource above.')] }],
  ['test_prompt_with_image', { run: () => [image, words('Please analyze the image above.')] }],
  ['test_input_required_result_prompt', {
    run: async call => {
      const { user_context } = await call.ask({ user_context: form('What context should the prompt use?', { context: { type: 'string' } }, 'context') });
      return [words(`Context: ${user_context.content?.context}`)];
    }
  }]
]);

// ── methods ──
const known = (map, named) => { if (!map.has(named)) throw new Refused(-32602, `Unknown: ${named}`); return map.get(named); };
const listed = (member, items) => ({ [member]: items, ...(isModern && { ttlMs: 0, cacheScope: 'public' }) });
const methods = {
  'tools/list': () => listed('tools', [...tools].map(([named, { inputSchema }]) => ({ name: named, description: named.replaceAll('_', ' '), inputSchema }))),
  'tools/call': async (id, p) => {
    if (p.inputResponses !== undefined && !isObject(p.inputResponses)) throw new Refused(-32602, 'inputResponses: an object is required');
    const { run } = known(tools, p.name);
    try {
      return await run(new Call(id, p), p.arguments ?? {});
    } catch (error) {
      if (isModern || !(error instanceof Refused)) throw error;
      return { ...says(error.message), isError: true };
    }
  },
  'resources/list': () => listed('resources', [...resources].map(([uri, r]) => ({ uri, name: r.name, description: r.name, mimeType: r.mimeType }))),
  'resources/templates/list': () => listed('resourceTemplates', [{ uriTemplate: 'test://template/{id}/data', name: 'template', description: 'data of an id', mimeType: 'application/json' }]),
  'resources/read': (id, p) => listed('contents', [read(p.uri)]),
  'prompts/list': () => listed('prompts', [...prompts].map(([named, it]) => ({ name: named, description: named.replaceAll('_', ' '), arguments: (it.takes ?? []).map(each => ({ name: each, required: true })) }))),
  'prompts/get': async (id, p) => ({ messages: (await known(prompts, p.name).run(new Call(id, p), p.arguments ?? {})).map(content => ({ role: 'user', content })) }),
  'completion/complete': (id, p) => {
    const values = ['paris', 'park', 'party'].filter(each => each.startsWith(p.argument.value));
    return { completion: { values, total: values.length, hasMore: false } };
  }
};
const legacyMethods = {
  initialize: (id, p) => {
    clientCapabilities = p.capabilities ?? {};
    const versions = ['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'];
    return { protocolVersion: versions.includes(p.protocolVersion) ? p.protocolVersion : '2025-11-25', capabilities, serverInfo: info };
  },
  ping: () => ({}), 'logging/setLevel': () => ({}), 'resources/subscribe': () => ({}), 'resources/unsubscribe': () => ({})
};
const modernMethods = {
  'server/discover': () => ({ supportedVersions: ['2026-07-28'], ...listed('capabilities', capabilities) })
};

async function answer({ id, method, params = {} }) {
  const handler = { ...methods, ...(isModern ? modernMethods : legacyMethods) }[method];
  try {
    if (isModern && method === 'subscriptions/listen') return listen(id, params.notifications);
    if (!handler) throw new Refused(-32601, `Method not found: ${method}`);
    const result = await handler(id, params);
    write({ id, result: isModern ? { resultType: 'complete', ...result, _meta: { [META + 'serverInfo']: info } } : result });
  } catch (error) {
    if (error instanceof NeedsInput) write({ id, result: error.result });
    else if (error instanceof Refused) write({ id, error: { code: error.code, message: error.message, ...(error.data && { data: error.data }) } });
    else write({ id, error: { code: -32603, message: error.message } });
  }
}

function listen(id, notifications) {
  listens.set(id, notifications);
  write({ method: 'notifications/subscriptions/acknowledged', params: { _meta: { [META + 'subscriptionId']: id }, notifications } });
}

createInterface({ input: process.stdin })
  .on('line', line => {
    const message = JSON.parse(line);
    if (message.method === undefined) { answers.get(message.id)?.(message); answers.delete(message.id); }
    else if (message.id !== undefined) answer(message);
    else if (message.method === 'notifications/cancelled') listens.delete(message.params.requestId);
  })
  .on('close', () => process.exit(0));
