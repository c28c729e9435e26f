import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { add, create, findWords, newestBelow, path, remove, titleOf } = await load('chat/tree.js');

/** A question with two answers, the second of which goes on. */
function branched() {
  const chat = create();
  const question = add(chat, null, { role: 'user', content: 'Where is the sea?\nTell me.' });
  const first = add(chat, question.id, { role: 'assistant', content: 'Here.' });
  const second = add(chat, question.id, { role: 'assistant', content: 'THERE, by the Harbour.' });
  const more = add(chat, second.id, { role: 'user', content: 'And the harbour?' });
  return { chat, question, first, second, more };
}

const ids = (nodes) => nodes.map(({ id }) => id);

test('the chosen branch goes from the first message to the leaf', () => {
  const { chat, question, first, second, more } = branched();
  assert.deepEqual(ids(path(chat)), ids([question, second, more]));
  assert.deepEqual(ids(path(chat, first.id)), ids([question, first]));
  assert.equal(newestBelow(chat, question.id), more.id);
  assert.equal(titleOf(chat), 'Where is the sea?');
  question.parent = more.id;
  assert.equal(path(chat).length, 3);
});

test('a removed message takes those below along, and the leaf goes to a sibling or up', () => {
  const { chat, question, first, second } = branched();
  remove(chat, second);
  assert.deepEqual(ids(chat.nodes), ids([question, first]));
  assert.equal(chat.leaf, first.id);
  remove(chat, question);
  assert.deepEqual([chat.nodes.length, chat.leaf], [0, null]);
});

test('words are found in the chosen branch first', () => {
  const { chat, first, second, more } = branched();
  assert.equal(findWords(chat, 'harbour')?.id, second.id);
  assert.equal(findWords(chat, 'HERE.')?.id, first.id);
  assert.equal(findWords(chat, 'and the')?.id, more.id);
  assert.equal(findWords(chat, 'mountain'), null);
});
