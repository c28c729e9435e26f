import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { importFile, toJson } = await load('chat/transfer.js');
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
