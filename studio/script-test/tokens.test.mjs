import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { MAX_TOKENS, alternatives, doubt, keepTokens, visible } = await load('chat/tokens.js');

test('tokens are kept small and not without end', () => {
  const node = {};
  keepTokens(node, [{ token: 'a', logprob: -0.123456, bytes: [97], top_logprobs: [{ token: 'a', logprob: -0.123456 }, { token: 'b', logprob: -2.5 }] }]);
  assert.deepEqual(node.tokens, [['a', -0.123, [['a', -0.123], ['b', -2.5]]]]);
  keepTokens(node, Array.from({ length: MAX_TOKENS + 5 }, () => ({ token: 'x', logprob: -1 })));
  assert.equal(node.tokens.length, MAX_TOKENS);
  assert.equal(node.tokensCut, true);
});

test('alternatives hold the drawn token and add up to one', () => {
  const { list, rest } = alternatives(['z', Math.log(0.05), [['a', Math.log(0.6)], ['b', Math.log(0.3)]]]);
  assert.deepEqual(list.map((each) => each.text), ['a', 'b', 'z']);
  assert.deepEqual(list.map((each) => each.drawn), [false, false, true]);
  assert.ok(Math.abs(rest - 0.05) < 1e-9);
  assert.equal(alternatives(['a', 0, [['a', 0]]]).rest, 0);
});

test('doubt has five steps', () => {
  assert.deepEqual([1, 0.9, 0.7, 0.4, 0.2, 0.05].map((p) => doubt(Math.log(p))), [1, 1, 2, 3, 4, 5]);
});

test('spaces can be seen', () => {
  assert.equal(visible(' a\n\t'), '␣a↵⇥');
  assert.equal(visible(''), '∅');
});
