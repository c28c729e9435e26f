import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { library, load, loadScript, pieces, words } from './load.mjs';

const highlighter = loadScript('highlight/highlight.min.js');
const { EXTRA_LANGUAGES, colourMarkup, extraLanguage } = await load('markdown/colours.js');

const CODE = { java: 'int a = 5; // <b>x</b>', python: 'def f(x):\n    return "a" # b', js: 'const a = `x${1}`;', 'c++': '#include <x>\nint main() {}', 'c#': 'var a = 1;', sql: "select * from t where a = 'b'", json: '{"a": [1, true]}',
  bash: 'echo "$HOME" # x', html: '<script>alert(1)</script><img src=x onerror=alert(1)>', yaml: 'a: 1', rust: 'fn main() { let x: u8 = 1; }', go: 'func main() {}', ts: 'type A = string', kotlin: 'val a = 1', css: 'a { color: red }',
  diff: '+a\n-b', toml: 'a = 1', r: 'x <- 1', ruby: 'def a; end', php: '<?php echo 1;', swift: 'let a = 1', makefile: 'all: x\n\techo', markdown: '# a', xml: '<a b="c"/>', lua: 'local a = 1', objectivec: '@interface A' };

test('code keeps its text, and gets classes of the highlighter only', () => {
  for (const [language, code] of Object.entries(CODE)) {
    const markup = colourMarkup(highlighter, code, language);
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
  for (const language of ['', 'odd', 'constructor', '__proto__', '"><script>', 'text-of-mine']) assert.equal(colourMarkup(highlighter, 'int a;', language), null, language);
  assert.equal(colourMarkup(highlighter, 'x'.repeat(100_001), 'java'), null);
});

test('each further language is there', () => {
  assert.equal(extraLanguage('Dockerfile'), 'dockerfile');
  assert.equal(extraLanguage('java'), null);
  assert.equal(extraLanguage('constructor'), null);
  assert.ok(EXTRA_LANGUAGES.size > 15);
  globalThis.hljs = highlighter;
  for (const language of EXTRA_LANGUAGES) {
    assert.ok(existsSync(library(`highlight/languages/${language}.min.js`)), language);
    loadScript(`highlight/languages/${language}.min.js`);
    assert.notEqual(colourMarkup(highlighter, 'a = 1', language), null, language);
  }
});

test('time grows with the length', () => {
  const hard = ['"'.repeat(20000), '/*'.repeat(10000), '<a '.repeat(7000), '{'.repeat(20000), 'a.'.repeat(10000), '`${'.repeat(7000), '\\'.repeat(20000), '0'.repeat(20000), 'a'.repeat(20000), '('.repeat(20000)];
  for (const language of ['java', 'js', 'python', 'html', 'bash', 'cpp', 'sql', 'json', 'css', 'rust']) {
    for (const code of hard) {
      const start = performance.now();
      colourMarkup(highlighter, code, language);
      assert.ok(performance.now() - start < 2000, `${language} ${code.slice(0, 6)}: ${performance.now() - start}`);
    }
  }
});
