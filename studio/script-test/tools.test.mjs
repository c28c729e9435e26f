import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from './load.mjs';

const { isTrusted, nameTools, offersOf, ownNames, placeOf, roundsOf } = await load('tools/names.js');

const tool = (name, digest = 'd') => ({ name, title: name, description: `Does ${name}`, schema: { type: 'object' }, digest });
const server = (name, tools, state = 'ready') => ({ name, state, tools });
const names = (offers, taken = []) => nameTools(offers, taken).map(({ place }) => place.name);

test('chosen tools are offered while their server is there; the others are named', () => {
  const servers = [server('a', [tool('one'), tool('two')]), server('b', [tool('one')], 'failed')];
  const chosen = [{ server: 'a', tool: 'two' }, { server: 'b', tool: 'one' }, { server: 'a', tool: 'gone' }];
  const { offers, missing } = offersOf(servers, chosen);
  assert.deepEqual(offers.map((offer) => [offer.server, offer.tool.name]), [['a', 'two']]);
  assert.deepEqual(missing, [chosen[1], chosen[2]]);
});

test('each tool has a name of its own', () => {
  assert.deepEqual(names([{ server: 'a', tool: tool('read') }, { server: 'b', tool: tool('write') }]), ['read', 'write']);
  assert.deepEqual(names([{ server: 'a', tool: tool('read') }, { server: 'b b', tool: tool('read') }]), ['a_read', 'b_b_read']);
  assert.deepEqual(names([{ server: 'a', tool: tool('read') }], ['read']), ['a_read']);
  assert.deepEqual(names([{ server: 'a', tool: tool('read') }], ['read', 'a_read']), ['a_read_2']);
  assert.deepEqual(names([{ server: 'ä', tool: tool('x') }, { server: 'ö', tool: tool('x') }]), ['__x', '__x_2']);
  assert.deepEqual(names([{ server: 'a', tool: tool('斑马.x/y') }]), ['___x_y']);
  const [long] = names([{ server: 'a', tool: tool('x'.repeat(200)) }]);
  assert.equal(long.length, 64);
});

test('a definition has what the server says of the tool', () => {
  const [{ place, definition }] = nameTools([{ server: 'my files', tool: tool('read file') }], []);
  assert.deepEqual(place, { name: 'read_file', server: 'my files', tool: 'read file' });
  assert.deepEqual(definition, { type: 'function', function: { name: 'read_file', description: 'Does read file', parameters: { type: 'object' } } });
});

test("the user's own definitions keep their names", () => {
  assert.deepEqual(ownNames([{ type: 'function', function: { name: 'mine' } }, { function: {} }, 5, null]), ['mine']);
  assert.deepEqual(ownNames(undefined), []);
  assert.deepEqual(ownNames({ function: { name: 'no list' } }), []);
});

test('a call is known by the name that was offered, whatever stands there', () => {
  const call = { function: { name: 'read', arguments: {} } };
  const place = { name: 'read', server: 'a', tool: 'read' };
  assert.deepEqual(placeOf({ toolPlaces: [{ name: 'other', server: 'a', tool: 'x' }, place] }, call), place);
  for (const toolPlaces of [undefined, null, 5, 'read', {}, [null], [{ name: 'read' }], [{ name: 'read', server: 1, tool: 'x' }]]) assert.equal(placeOf({ toolPlaces }, call), null);
});

test('answers that called tools are counted since the user last wrote', () => {
  const called = { role: 'assistant', toolCalls: [{}] };
  const gave = { role: 'tool' };
  assert.equal(roundsOf([]), 0);
  assert.equal(roundsOf([{ role: 'user' }, called, gave, { role: 'user' }]), 0);
  assert.equal(roundsOf([called, gave, { role: 'user' }, called, gave, called, gave, gave, called]), 3);
  assert.equal(roundsOf([{ role: 'user' }, { role: 'assistant', toolCalls: [] }]), 0);
});

test('a tool that has become another one is asked about again', () => {
  const always = [{ server: 'a', tool: 'one', digest: 'd' }];
  const place = { server: 'a', tool: 'one' };
  assert.equal(isTrusted([server('a', [tool('one')])], always, place), true);
  assert.equal(isTrusted([server('a', [tool('one', 'other')])], always, place), false);
  assert.equal(isTrusted([server('a', [tool('one')], 'off')], always, place), false);
  assert.equal(isTrusted([server('b', [tool('one')])], always, { server: 'b', tool: 'one' }), false);
  assert.equal(isTrusted([server('a', [tool('one')])], [], place), false);
});
