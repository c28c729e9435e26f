import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { importFile, toJson, toMarkdown } = await load('chat/transfer.js');
const { add, create } = await load('chat/tree.js');

function conversation(title, ...texts) {
  const chat = { ...create(), id: title, title };
  for (const content of texts) add(chat, chat.leaf, { role: 'user', content });
  return chat;
}

const file = (name, text) => ({ name, size: text.length, text: async () => text });

test('what was exported is taken again, one conversation or all', async () => {
  const first = conversation('one', 'a', 'b');
  const second = conversation('two', 'c');
  const [alone] = await importFile(file('one.json', toJson(first)));
  assert.deepEqual(alone.nodes, first.nodes);
  const all = await importFile(file('all.json', JSON.stringify({ damaged: [], chats: [first, second] })));
  assert.deepEqual(all.map((chat) => [chat.title, chat.nodes.length, chat.revision]), [['one', 2, 0], ['two', 1, 0]]);
});

test('nothing is taken of a file with one conversation that is none', async () => {
  const broken = { ...conversation('two', 'c'), leaf: 'nowhere' };
  await assert.rejects(importFile(file('all.json', JSON.stringify({ chats: [conversation('one', 'a'), broken] }))), /notChat/);
  await assert.rejects(importFile(file('all.json', '{')), /notJson/);
});

test('settings and libraries come along, and what is none of them does not', async () => {
  const chat = { ...conversation('one', 'a'), documents: { attached: 'x', libraries: ['y', 5], mode: 'odd' },
    settings: { system: 'Be brief.', stop: 7, think: 'on', format: 'xml', probabilities: 'yes', options: { temperature: 0.5, top_k: '3', odd: 1 }, more: {} } };
  const [taken] = await importFile(file('one.json', JSON.stringify(chat)));
  assert.deepEqual(taken.settings, { system: 'Be brief.', think: 'on', options: { temperature: 0.5 } });
  assert.deepEqual(taken.documents, { attached: 'x', libraries: ['y'], mode: 'auto' });
  const [plain] = await importFile(file('two.json', toJson(conversation('two', 'b'))));
  assert.equal('documents' in plain, false);
});

test('markdown becomes messages again', async () => {
  const chat = conversation('Title', 'a question');
  add(chat, chat.leaf, { role: 'assistant', model: 'm:1', content: 'an answer\n\n- x' });
  chat.settings.system = 'Be brief.';
  const [taken] = await importFile(file('x.md', toMarkdown(chat)));
  assert.equal(taken.title, 'Title');
  assert.equal(taken.settings.system, 'Be brief.');
  assert.deepEqual(taken.nodes.map(({ role, model, content }) => [role, model, content]), [['user', undefined, 'a question'], ['assistant', 'm:1', 'an answer\n\n- x']]);
  await assert.rejects(importFile(file('x.md', 'no heading')), /notChat/);
});
