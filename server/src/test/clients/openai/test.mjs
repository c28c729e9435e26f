// OpenAI's own client against a server whose address is the first argument. Prints one line for each thing that works.
// Models: 'tiny' says "Hello, world!", 'thinker' thinks and calls a tool, 'shape' answers with JSON, 'breaks' fails while it streams,
// 'endless' says ten thousand words.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const [host] = process.argv.slice(2);
const openai = new OpenAI({ baseURL: `${host}/v1`, apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'hi' }];
const expected = 'Hello, world!';
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const tools = [{ type: 'function', function: { name: 'weather', description: 'the weather', parameters, strict: true } }];

async function step(name, body) {
  try {
    await body();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`failed ${name}: ${error.stack}`);
    process.exitCode = 1;
  }
}

await step('chat', async () => {
  const reply = await openai.chat.completions.create({ model: 'tiny', messages, temperature: 0, seed: 1, max_tokens: 20 });
  assert.equal(reply.choices[0].message.content, expected);
  assert.equal(reply.choices[0].finish_reason, 'stop');
  assert.equal(reply.usage.completion_tokens, 4);
  assert.ok(reply._request_id.startsWith('req_'));
});

await step('chat stream', async () => {
  let text = '';
  let usage;
  const stream = await openai.chat.completions.create({ model: 'tiny', messages, stream: true, stream_options: { include_usage: true } });
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.equal(text, expected);
  assert.equal(usage.completion_tokens, 4);
});

await step('chat stream of the client', async () => {
  const stream = openai.chat.completions.stream({ model: 'tiny', messages, n: 2 });
  const completion = await stream.finalChatCompletion();
  assert.deepEqual(completion.choices.map((choice) => choice.message.content), [expected, expected]);
});

await step('chat abort', async () => {
  // What has arrived already is still handed out after an abort; so the answer must be one that can't have arrived whole.
  const stream = await openai.chat.completions.create({ model: 'endless', messages, stream: true });
  let pieces = 0;
  for await (const chunk of stream) {
    pieces += chunk.choices.length;
    stream.controller.abort();
  }
  assert.ok(pieces >= 1 && pieces < 5_000, `pieces ${pieces}`);
});

await step('logprobs', async () => {
  const reply = await openai.chat.completions.create({ model: 'tiny', messages, logprobs: true, top_logprobs: 1 });
  assert.equal(reply.choices[0].logprobs.content.length, 4);
  assert.equal(reply.choices[0].logprobs.content[0].top_logprobs[0].token, 'Hello');
});

await step('tools', async () => {
  const reply = await openai.chat.completions.create({ model: 'thinker', messages, tools, tool_choice: 'required' });
  const [call] = reply.choices[0].message.tool_calls;
  assert.equal(reply.choices[0].finish_reason, 'tool_calls');
  assert.equal(call.function.name, 'weather');
  assert.deepEqual(JSON.parse(call.function.arguments), { city: 'Paris' });
  assert.equal(reply.choices[0].message.reasoning_content, 'hm');
  const next = await openai.chat.completions.create({
    model: 'tiny',
    messages: [...messages, reply.choices[0].message, { role: 'tool', tool_call_id: call.id, content: '12 degrees' }],
    tools,
  });
  assert.equal(next.choices[0].message.content, expected);
});

await step('tools stream', async () => {
  const stream = openai.chat.completions.stream({ model: 'thinker', messages, tools });
  const completion = await stream.finalChatCompletion();
  assert.equal(completion.choices[0].finish_reason, 'tool_calls');
  assert.deepEqual(JSON.parse(completion.choices[0].message.tool_calls[0].function.arguments), { city: 'Paris' });
});

await step('tools run by the client', async () => {
  const asked = [];
  const runner = openai.chat.completions.runTools({
    model: 'thinker',
    messages,
    tools: [{ type: 'function', function: { name: 'weather', parameters, parse: JSON.parse, function: ({ city }) => {
      asked.push(city);
      return 'rain';
    } } }],
  }, { maxChatCompletions: 1 });
  await runner.done();
  assert.deepEqual(asked, ['Paris']);
});

await step('structured output', async () => {
  const schema = { type: 'object', properties: { colour: { type: 'string' } }, required: ['colour'], additionalProperties: false };
  const reply = await openai.chat.completions.parse({
    model: 'shape',
    messages,
    response_format: { type: 'json_schema', json_schema: { name: 'colour', strict: true, schema } },
  });
  assert.deepEqual(JSON.parse(reply.choices[0].message.content), { colour: 'red' });
});

await step('completions', async () => {
  const reply = await openai.completions.create({ model: 'tiny', prompt: ['a', 'b'], echo: true });
  assert.deepEqual(reply.choices.map((choice) => choice.text), ['aHello, world!', 'bHello, world!']);
  let text = '';
  for await (const chunk of await openai.completions.create({ model: 'tiny', prompt: 'a', stream: true })) {
    text += chunk.choices[0].text;
  }
  assert.equal(text, expected);
});

await step('embeddings', async () => {
  // The client asks for base64 by itself and unpacks it.
  const reply = await openai.embeddings.create({ model: 'tiny', input: ['one', 'two'], dimensions: 2 });
  assert.equal(reply.data.length, 2);
  assert.ok(Math.abs(reply.data[0].embedding[0] - 0.6) < 1e-6 && reply.data[0].embedding.length === 2);
  const plain = await openai.embeddings.create({ model: 'tiny', input: [1, 2, 3], encoding_format: 'float' });
  assert.equal(plain.usage.prompt_tokens, 3);
});

await step('models', async () => {
  const names = [];
  for await (const model of openai.models.list()) {
    names.push(model.id);
  }
  assert.deepEqual(names.sort(), ['breaks:latest', 'endless:latest', 'shape:latest', 'thinker:latest', 'tiny:latest']);
  assert.equal((await openai.models.retrieve('tiny')).owned_by, 'library');
});

await step('responses', async () => {
  const reply = await openai.responses.create({ model: 'tiny', input: 'hi', instructions: 'Be brief.' });
  assert.equal(reply.output_text, expected);
  assert.equal(reply.status, 'completed');
});

await step('responses stream', async () => {
  const stream = openai.responses.stream({
    model: 'thinker',
    input: 'hi',
    tools: [{ type: 'function', name: 'weather', parameters, strict: true }],
  });
  const types = [];
  for await (const event of stream) {
    types.push(event.type);
  }
  const response = await stream.finalResponse();
  assert.deepEqual(response.output.map((item) => item.type), ['reasoning', 'function_call']);
  assert.deepEqual(JSON.parse(response.output[1].arguments), { city: 'Paris' });
  assert.equal(types.at(-1), 'response.completed');
});

await step('missing model', async () => {
  await assert.rejects(openai.chat.completions.create({ model: 'none', messages }), (error) => {
    assert.ok(error instanceof OpenAI.NotFoundError);
    assert.equal(error.code, 'model_not_found');
    assert.match(error.message, /model 'none' not found/);
    return true;
  });
});

await step('bad request', async () => {
  await assert.rejects(openai.chat.completions.create({ model: 'tiny', messages, temperature: 9 }), (error) => {
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.param, 'temperature');
    return true;
  });
});

await step('failure in a stream', async () => {
  await assert.rejects(async () => {
    for await (const chunk of await openai.chat.completions.create({ model: 'breaks', messages, stream: true })) {
      assert.ok(chunk.choices.length > 0);
    }
  }, /the script fails here/);
});
