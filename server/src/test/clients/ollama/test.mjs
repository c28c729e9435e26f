// Ollama's own client against a server whose address is the first argument. Prints one line for each thing that works.
import assert from 'node:assert/strict';
import { Ollama } from 'ollama';

const [host, registry] = process.argv.slice(2);
const ollama = new Ollama({ host });
const messages = [{ role: 'user', content: 'hi' }];
const expected = 'Hello, world!';

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
  const reply = await ollama.chat({ model: 'tiny', messages });
  assert.equal(reply.message.content, expected);
  assert.equal(reply.message.role, 'assistant');
  assert.equal(reply.done, true);
  assert.equal(reply.done_reason, 'stop');
  assert.ok(reply.total_duration > 0 && reply.eval_count === 4);
  assert.ok(new Date(reply.created_at).getTime() > 0);
});

await step('chat stream', async () => {
  let text = '';
  let last;
  for await (const part of await ollama.chat({ model: 'tiny', messages, stream: true })) {
    text += part.message.content;
    last = part;
  }
  assert.equal(text, expected);
  assert.ok(last.done && last.prompt_eval_count > 0);
});

await step('chat abort', async () => {
  const client = new Ollama({ host });
  // Ten thousand words: a short answer may have arrived whole before the abort.
  const stream = await client.chat({ model: 'endless', messages, stream: true });
  await assert.rejects(async () => {
    for await (const part of stream) {
      assert.ok(part.message.content.length > 0);
      stream.abort();
    }
  }, { name: 'AbortError' });
});

await step('generate', async () => {
  const reply = await ollama.generate({ model: 'tiny', prompt: 'hi', options: { num_predict: 2 }, keep_alive: '1m' });
  assert.equal(reply.response, 'Hello,');
  assert.equal(reply.done_reason, 'length');
  assert.ok(reply.context.length > 2);
});

await step('generate stream', async () => {
  let text = '';
  for await (const part of await ollama.generate({ model: 'tiny', prompt: 'hi', stream: true, keep_alive: 300 })) {
    text += part.response;
  }
  assert.equal(text, expected);
});

await step('missing model', async () => {
  await assert.rejects(ollama.chat({ model: 'none', messages }), (error) => {
    assert.equal(error.name, 'ResponseError');
    assert.equal(error.status_code, 404);
    assert.match(error.message, /model 'none' not found/);
    return true;
  });
});

await step('embed error', async () => {
  await assert.rejects(ollama.embed({ model: 'tiny', input: 'hi' }), (error) => {
    assert.equal(error.status_code, 400);
    assert.match(error.message, /does not support embeddings/);
    return true;
  });
});

await step('list', async () => {
  const { models } = await ollama.list();
  assert.deepEqual(models.map((model) => model.name).sort(), ['endless:latest', 'tiny:latest']);
  assert.ok(models[0].size > 0 && models[0].details.family === 'llama');
});

await step('show', async () => {
  const shown = await ollama.show({ model: 'tiny' });
  assert.deepEqual(shown.capabilities.slice(0, 1), ['completion']);
  assert.equal(shown.model_info['general.architecture'], 'llama');
  assert.ok(shown.model_info['llama.context_length'] > 0);
});

await step('ps', async () => {
  const { models } = await ollama.ps();
  assert.ok(models.some((model) => model.name === 'tiny:latest'));
  assert.ok(new Date(models[0].expires_at) > new Date());
});

await step('pull', async () => {
  const statuses = [];
  let completed = 0;
  for await (const part of await ollama.pull({ model: `${registry}/library/far:latest`, insecure: true, stream: true })) {
    statuses.push(part.status);
    completed = Math.max(completed, part.completed ?? 0);
    assert.ok(part.digest === undefined || part.digest.length > 7);
  }
  assert.equal(statuses[0], 'pulling manifest');
  assert.equal(statuses.at(-1), 'success');
  assert.ok(completed > 1000, `completed ${completed}`);
  const reply = await ollama.pull({ model: `${registry}/library/far:latest`, insecure: true });
  assert.equal(reply.status, 'success');
});

await step('pull error', async () => {
  await assert.rejects(async () => {
    for await (const part of await ollama.pull({ model: `${registry}/library/missing:latest`, insecure: true, stream: true })) {
      assert.ok(part.status.length > 0);
    }
  }, /could not pull/);
});

await step('create, copy, delete', async () => {
  const reply = await ollama.create({ model: 'mine', from: 'tiny', system: 'be kind', parameters: { top_k: 3 } });
  assert.equal(reply.status, 'success');
  await ollama.copy({ source: 'mine', destination: 'yours' });
  assert.match((await ollama.show({ model: 'yours' })).modelfile, /SYSTEM "be kind"/);
  await ollama.delete({ model: 'mine' });
  await ollama.delete({ model: 'yours' });
  await assert.rejects(ollama.show({ model: 'mine' }), { status_code: 404 });
});

await step('create from a model that is not here', async () => {
  const from = `${registry}/library/far:latest`;
  await ollama.delete({ model: from });
  const statuses = [];
  for await (const part of await ollama.create({ model: 'mine', from, insecure: true, system: 'be kind', stream: true })) {
    statuses.push(part.status);
  }
  assert.equal(statuses[0], 'pulling manifest');
  assert.deepEqual(statuses.filter((status) => status === 'success').length, 1);
  assert.equal(statuses.at(-1), 'success');
  assert.match((await ollama.show({ model: 'mine' })).modelfile, /SYSTEM "be kind"/);
});

await step('version', async () => {
  assert.equal((await ollama.version()).version, '0.32.15');
});
