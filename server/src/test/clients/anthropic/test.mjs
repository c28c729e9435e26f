// Anthropic's own client against servers whose addresses are the arguments. Prints one line for each thing that works.
import assert from 'node:assert/strict';
import Anthropic from '@anthropic-ai/sdk';

const [plain, calling, failing, guarded] = process.argv.slice(2);
const messages = [{ role: 'user', content: 'hi' }];
const base = { model: 'tiny', max_tokens: 100, messages };
const expected = 'Hello, world!';
const tools = [{
  name: 'weather',
  description: 'the weather of a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
}];

function client(baseURL, options = {}) {
  return new Anthropic({ baseURL, apiKey: 'none', maxRetries: 0, ...options });
}

const anthropic = client(plain);

async function step(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`failed ${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}

await step('message', async () => {
  const message = await anthropic.messages.create({ ...base, system: 'be kind', metadata: { user_id: 'u' } });
  assert.equal(message.type, 'message');
  assert.deepEqual(message.content, [{ type: 'text', text: expected }]);
  assert.equal(message.stop_reason, 'end_turn');
  assert.ok(message.usage.input_tokens > 0 && message.usage.output_tokens === 4);
  assert.match(message._request_id, /^req_/);
});

await step('max_tokens', async () => {
  const message = await anthropic.messages.create({ ...base, max_tokens: 2 });
  assert.equal(message.content[0].text, 'Hello,');
  assert.equal(message.stop_reason, 'max_tokens');
});

await step('stream of events', async () => {
  const types = [];
  let text = '';
  for await (const event of await anthropic.messages.create({ ...base, stream: true })) {
    types.push(event.type);
    text += event.delta?.text ?? '';
  }
  assert.equal(text, expected);
  assert.equal(types[0], 'message_start');
  assert.deepEqual(types.slice(-3), ['content_block_stop', 'message_delta', 'message_stop']);
});

await step('stream of messages', async () => {
  const stream = anthropic.messages.stream(base);
  let text = '';
  stream.on('text', (piece) => { text += piece; });
  const message = await stream.finalMessage();
  assert.equal(text, expected);
  assert.equal(message.content[0].text, expected);
  assert.equal(message.stop_reason, 'end_turn');
  assert.equal(message.usage.output_tokens, 4);
});

await step('abort', async () => {
  const stream = await anthropic.messages.create({ ...base, stream: true });
  for await (const event of stream) {
    assert.ok(event.type);
    stream.controller.abort();
    break;
  }
});

await step('tools and thinking', async () => {
  const options = { ...base, tools, thinking: { type: 'enabled', budget_tokens: 1024 } };
  const message = await client(calling).messages.create(options);
  assert.deepEqual(message.content.map((block) => block.type), ['thinking', 'text', 'tool_use']);
  assert.equal(message.content[0].thinking, 'hm');
  assert.ok(message.content[0].signature.length > 10);
  assert.deepEqual(message.content[2].input, { city: 'Bonn' });
  assert.equal(message.stop_reason, 'tool_use');
  // The turn goes back as it came, with the result.
  const next = await client(calling).messages.create({
    ...options,
    messages: [...messages, { role: 'assistant', content: message.content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: message.content[2].id, content: 'dry' }] }],
  });
  assert.equal(next.role, 'assistant');
});

await step('stream of tools and thinking', async () => {
  const stream = client(calling).messages.stream({ ...base, tools, thinking: { type: 'enabled', budget_tokens: 1024 } });
  let json = '';
  let thinking = '';
  stream.on('inputJson', (piece) => { json += piece; });
  stream.on('thinking', (piece) => { thinking += piece; });
  const message = await stream.finalMessage();
  assert.deepEqual(JSON.parse(json), { city: 'Bonn' });
  assert.equal(thinking, 'hm');
  assert.deepEqual(message.content[2].input, { city: 'Bonn' });
  assert.ok(message.content[0].signature.length > 10);
  assert.equal(message.stop_reason, 'tool_use');
});

await step('count tokens', async () => {
  const { input_tokens } = await anthropic.messages.countTokens({ model: 'tiny', messages, tools });
  assert.ok(input_tokens > 2);
});

await step('models', async () => {
  const page = await anthropic.models.list();
  assert.deepEqual(page.data.map((model) => [model.type, model.id]), [['model', 'tiny:latest']]);
  const model = await anthropic.models.retrieve('tiny');
  assert.equal(model.id, 'tiny:latest');
  assert.ok(new Date(model.created_at).getTime() > 0 && model.max_input_tokens > 0);
  await assert.rejects(anthropic.models.retrieve('none'), (error) => error instanceof Anthropic.NotFoundError && error.type === 'not_found_error');
});

await step('errors', async () => {
  await assert.rejects(anthropic.messages.create({ ...base, model: 'none' }), (error) => {
    assert.ok(error instanceof Anthropic.NotFoundError);
    assert.equal(error.type, 'not_found_error');
    assert.match(error.requestID, /^req_/);
    return true;
  });
  await assert.rejects(anthropic.messages.create({ ...base, max_tokens: 0 }), (error) => {
    assert.ok(error instanceof Anthropic.BadRequestError);
    assert.match(error.message, /max_tokens/);
    return true;
  });
  const image = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'aaaa' } };
  await assert.rejects(
    anthropic.messages.create({ ...base, messages: [{ role: 'user', content: [image] }] }), /image is not supported/);
});

await step('error in a stream', async () => {
  await assert.rejects(client(failing).messages.stream(base).finalMessage(), /the script fails here/);
});

await step('keys', async () => {
  await assert.rejects(client(guarded).messages.create(base), (error) => error instanceof Anthropic.AuthenticationError);
  assert.equal((await client(guarded, { apiKey: 'secret' }).messages.create(base)).content[0].text, expected);
  assert.equal((await client(guarded, { apiKey: null, authToken: 'secret' }).messages.create(base)).content[0].text, expected);
});
