import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { load, page, pieces, words } from './load.mjs';

const { ColourQueue, EXTRA_LANGUAGES, extraLanguage } = await load('markdown/colours.js');

/** The worker's script as a browser runs it, but at once. */
function worker() {
  const answers = [];
  const world = createContext({ postMessage: (markup) => answers.push(markup), importScripts: (path) => runInContext(readFileSync(new URL(path, script), 'utf8'), world) });
  runInContext(readFileSync(script, 'utf8'), world);
  return (code, language) => {
    world.onmessage({ data: { code, language, file: extraLanguage(language) } });
    return answers.pop();
  };
}
const script = page('markdown/colour-worker.js');
const colours = worker();

const CODE = { java: 'int a = 5; // <b>x</b>', python: 'def f(x):\n    return "a" # b', js: 'const a = `x${1}`;', 'c++': '#include <x>\nint main() {}', 'c#': 'var a = 1;', sql: "select * from t where a = 'b'", json: '{"a": [1, true]}',
  bash: 'echo "$HOME" # x', html: '<script>alert(1)</script><img src=x onerror=alert(1)>', yaml: 'a: 1', rust: 'fn main() { let x: u8 = 1; }', go: 'func main() {}', ts: 'type A = string', kotlin: 'val a = 1', css: 'a { color: red }',
  diff: '+a\n-b', toml: 'a = 1', r: 'x <- 1', ruby: 'def a; end', php: '<?php echo 1;', swift: 'let a = 1', makefile: 'all: x\n\techo', markdown: '# a', xml: '<a b="c"/>', lua: 'local a = 1', objectivec: '@interface A' };

test('code keeps its text, and gets classes of the highlighter only', () => {
  for (const [language, code] of Object.entries(CODE)) {
    const markup = colours(code, language);
    assert.equal(words(markup), code, language);
    for (const { tag, end, attributes } of pieces(markup)) {
      if (!tag) continue;
      assert.equal(tag, 'span', language);
      if (end) continue;
      assert.deepEqual(attributes.map(([name]) => name), ['class'], language);
      assert.match(attributes[0][1], /^(?:hljs-[\w-]+|language-[\w-]+)(?: [a-z]+_+)*$/, language);
    }
    assert.match(markup, /class="hljs-/, language);
  }
});

test('what is not known has no colours', () => {
  for (const language of ['', 'odd', 'constructor', '__proto__', '"><script>', 'text-of-mine']) assert.equal(colours('int a;', language), null, language);
});

test('each further language is there', () => {
  assert.equal(extraLanguage('Dockerfile'), 'dockerfile');
  assert.equal(extraLanguage('java'), null);
  assert.equal(extraLanguage('constructor'), null);
  assert.ok(EXTRA_LANGUAGES.size > 15);
  for (const language of EXTRA_LANGUAGES) assert.match(colours('/* a */ % "b" # 1\n', language), /1/, language);
  assert.match(colours('FROM a # b', 'docker'), /hljs-comment/);
});

/** Workers that answer when they are told to. */
class Workers {
  made = [];

  start = () => {
    const each = { asked: [], ended: false, postMessage: (data) => each.asked.push(data), terminate: () => { each.ended = true; } };
    this.made.push(each);
    return each;
  };
}

test('texts are coloured one after the other', () => {
  const workers = new Workers();
  const queue = new ColourQueue(workers.start, 60_000);
  const got = [];
  queue.ask('a', 'java', (markup) => { got.push(markup); queue.ask('c', 'ps1', (last) => got.push(last)); });
  queue.ask('b', 'js', (markup) => got.push(markup));
  queue.ask('d', '', (markup) => got.push(markup));
  queue.ask('x'.repeat(100_001), 'java', (markup) => got.push(markup));
  const [worker] = workers.made;
  assert.deepEqual(worker.asked, [{ code: 'a', language: 'java', file: null }]);
  worker.onmessage({ data: 'A' });
  worker.onmessage({ data: 'B' });
  assert.deepEqual(worker.asked.at(-1), { code: 'c', language: 'ps1', file: 'powershell' });
  worker.onmessage({ data: null });
  assert.deepEqual(got, [null, null, 'A', 'B', null]);
  assert.equal(workers.made.length, 1);
});

test('a worker that takes too long, or fails, is ended, and the next text has a new one', async () => {
  const workers = new Workers();
  const queue = new ColourQueue(workers.start, 20);
  const slow = await new Promise((resolve) => { queue.ask('slow', 'cpp', resolve); });
  assert.equal(slow, null);
  assert.equal(workers.made[0].ended, true);
  const failed = new Promise((resolve) => { queue.ask('a', 'java', resolve); });
  workers.made[1].onerror();
  assert.equal(await failed, null);
  const good = new Promise((resolve) => { queue.ask('b', 'java', resolve); });
  workers.made[2].onmessage({ data: 'B' });
  assert.equal(await good, 'B');
});
