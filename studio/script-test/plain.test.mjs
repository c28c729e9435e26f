import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { problemIn } = await load('api.js');
const { diffWords } = await load('compare/diff.js');
const { Poll, newest } = await load('poll.js');

test('what was refused is said in the words of the server', () => {
  const status = { status: 500, statusText: 'Server Error' };
  assert.equal(problemIn('{"error":"no"}', status), 'no');
  assert.equal(problemIn('{"error":{"message":"no"}}', status), 'no');
  assert.equal(problemIn('{"other":1}', status), '{"other":1}');
  assert.equal(problemIn('null', status), 'null');
  assert.equal(problemIn('<html>', status), '<html>');
  assert.equal(problemIn('', status), '500 Server Error');
});

test('the difference of two texts gives both', () => {
  const before = 'The quick brown fox, and a dog.';
  const after = 'The slow brown fox and two dogs.';
  const pieces = diffWords(before, after);
  const without = (kind) => pieces.filter((piece) => piece[0] !== kind).map((piece) => piece[1]).join('');
  assert.equal(without('added'), before);
  assert.equal(without('removed'), after);
  assert.deepEqual(pieces[0], ['same', 'The ']);
  assert.equal(diffWords('a '.repeat(2000), 'b'), null);
  assert.deepEqual(diffWords('', ''), []);
});

test('an older answer does not undo a newer one', async () => {
  const through = newest();
  let answer;
  const first = through(new Promise((resolve) => { answer = resolve; }));
  assert.equal(await through(Promise.resolve('new')), 'new');
  answer('old');
  assert.equal(await first, null);
  assert.equal(await through(Promise.resolve('newer')), 'newer');
  await assert.rejects(through(Promise.reject(new Error('gone'))), /gone/);
});

const turns = async (count) => { for (let i = 0; i < count; i += 1) await new Promise((resolve) => { setImmediate(resolve); }); };

test('a poll waits for the one before, goes on after a failure, and ends', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const waiting = [];
  const poll = new Poll(100, () => new Promise((resolve, reject) => { waiting.push({ resolve, reject }); }));
  poll.start();
  context.mock.timers.tick(1000);
  assert.equal(waiting.length, 1);
  waiting[0].reject(new Error('gone'));
  await turns(3);
  context.mock.timers.tick(100);
  assert.equal(waiting.length, 2);
  poll.stop();
  waiting[1].resolve();
  await turns(3);
  context.mock.timers.tick(1000);
  assert.equal(waiting.length, 2);
});
