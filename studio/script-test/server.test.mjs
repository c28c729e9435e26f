import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { meanBetween, parseMetrics, quantileBetween, total } = await load('server/metrics.js');
const { snippets } = await load('server/snippets.js');
const { bitsOf, gradeOf } = await load('quality.js');
const { ollamaNames } = await load('discover/ollama-names.js');
const { suggestedName } = await load('workshop/sources.js');
const { requestBody } = await load('chat/answer.js');

const histogram = (counts) => parseMetrics(['0.1', '0.5', '+Inf'].map((le, i) => `t_bucket{route="/a",le="${le}"} ${counts[i]}`).join('\n')
  + `\nt_sum{route="/a"} ${counts[2] * 0.2}\nt_count{route="/a"} ${counts[2]}`);

test('figures between two readings', () => {
  const before = histogram([1, 1, 1]);
  const after = histogram([1, 11, 11]);
  assert.equal(total(after, 't_count'), 11);
  assert.ok(Math.abs(meanBetween(before, after, 't') - 0.2) < 1e-9);
  assert.ok(Math.abs(quantileBetween(before, after, 't', 0.5) - 0.3) < 1e-9);
  assert.equal(quantileBetween(before, before, 't', 0.5), null);
  assert.equal(quantileBetween(before, histogram([1, 1, 9]), 't', 0.95), 0.5);
  assert.equal(quantileBetween(before, after, 't', 0.5, ({ route }) => route === '/b'), null);
});

test('snippets name address, model and, where it is needed, the token', () => {
  for (const text of Object.values(snippets('http://h:1', 'm:1', true))) {
    assert.match(text, /http:\/\/h:1/);
    assert.match(text, /m:1/);
    assert.match(text, /HEARTH_TOKEN/);
  }
  for (const text of Object.values(snippets('http://h:1', 'm:1', false))) assert.doesNotMatch(text, /TOKEN/);
});

test('grades follow the bits', () => {
  const grades = { F16: 'original', BF16: 'original', Q8_0: 'same', Q6_K: 'same', Q5_K_M: 'good', Q4_K_M: 'usual', 'UD-Q4_K_XL': 'usual', IQ4_XS: 'usual', Q3_K_M: 'less', IQ3_XXS: 'less', Q2_K: 'poor', IQ1_S: 'poor' };
  for (const [name, grade] of Object.entries(grades)) assert.equal(gradeOf(bitsOf(name)), grade, name);
  assert.equal(gradeOf(bitsOf('odd')), null);
});

test('names are found by words', () => {
  assert.deepEqual(ollamaNames('smollm2 135m'), ['smollm2:135m']);
  assert.deepEqual(ollamaNames('llama3.2:1b'), ['llama3.2:1b']);
  assert.deepEqual(ollamaNames('no such thing'), []);
});

test('new names fit the old ones', () => {
  assert.equal(suggestedName('qwen:0.5b', 'Q4_K_M'), 'qwen:0.5b-q4_k_m');
  assert.equal(suggestedName('tiny:latest', 'Q8_0'), 'tiny:q8_0');
  assert.equal(suggestedName('/a/b/My Model-f16.gguf', 'Q8_0'), 'My-Model:q8_0');
  assert.equal(suggestedName('C:\\a\\x.gguf', 'Q8_0'), 'x:q8_0');
});

test('probabilities are asked for only when wanted', () => {
  assert.equal(requestBody('m', [], {}).logprobs, undefined);
  const body = requestBody('m', [], { probabilities: true });
  assert.equal(body.logprobs, true);
  assert.ok(body.top_logprobs > 0);
});
