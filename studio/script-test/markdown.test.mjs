import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XSS } from '../browser-test/hostile-texts.mjs';
import { STORIES } from '../browser-test/growing-texts.mjs';
import { load, pieces, words } from './load.mjs';

const { MarkdownReader } = await load('markdown/reader.js');

const htmls = (blocks) => blocks.map((block) => block.html());
const html = (text) => htmls(new MarkdownReader().read(text)).join('').trim();

test('the markdown that models write', () => {
  assert.equal(html('**a** and *b*, ~~c~~ and `d`'), '<p><strong>a</strong> and <em>b</em>, <del>c</del> and <code>d</code></p>');
  assert.equal(html('# a\n\n###### b'), '<h3>a</h3><h6>b</h6>');
  assert.equal(html('Title\n==='), '<h3>Title</h3>');
  assert.match(html('3. a\n4. b'), /^<ol start="3">/);
  assert.match(html('- a\n  - b\n    - c'), /<li>a\s*<ul>\s*<li>b\s*<ul>\s*<li>c/);
  assert.match(html('- [x] a\n- [ ] b'), /<span class="task-done"><\/span>\s*a[\s\S]*<span class="task-open"><\/span>\s*b/);
  assert.match(html('| a | b |\n|:-:|--:|\n| `x|` | \\| |'), /<th class="align-center">a<\/th>\s*<th class="align-end">b<\/th>/);
  assert.match(html('```c++\na < b\n```'), /<pre><code class="language-c\+\+">a &lt; b\n<\/code><\/pre>/);
  assert.match(html('```\nopen'), /<pre><code>open\n<\/code><\/pre>/);
  assert.match(html('> a\n> > b'), /<blockquote>\s*<p>a<\/p>\s*<blockquote>\s*<p>b<\/p>/);
  assert.equal(html('a\n***\nb'), '<p>a</p>\n<hr>\n<p>b</p>');
  assert.equal(html('a  \nb'), '<p>a<br>b</p>');
  assert.equal(html('a\\*b\\*'), '<p>a*b*</p>');
  assert.equal(html('| a |\n|---|\n| x<br>y<sub>1</sub> |').includes('x<br>y<sub>1</sub>'), true);
  assert.equal(html('snake_case_name and 2*3*4'), '<p>snake_case_name and 2<em>3</em>4</p>');
});

test('addresses become links only if they are safe', () => {
  assert.equal(html('[a](https://a.example/x?y=1&z=2)'), '<p><a href="https://a.example/x?y=1&amp;z=2">a</a></p>');
  assert.equal(html('see https://a.example/b, or (https://c.example/d_(e)).'), '<p>see <a href="https://a.example/b">https://a.example/b</a>, or (<a href="https://c.example/d_(e)">https://c.example/d_(e)</a>).</p>');
  assert.equal(html('[a][1]\n\n[1]: https://a.example/'), '<p><a href="https://a.example/">a</a></p>');
  assert.equal(html('![cat](https://a.example/cat.png)'), '<p><a href="https://a.example/cat.png">cat</a></p>');
  assert.equal(html('![](https://a.example/cat.png)'), '<p><a href="https://a.example/cat.png">https://a.example/cat.png</a></p>');
  assert.equal(html('[![cat](https://a.example/cat.png)](https://a.example/)'), '<p><a href="https://a.example/">cat</a></p>');
  assert.equal(html('[a](javascript:x)'), '<p>a (javascript:x)</p>');
  assert.equal(html('[a](/etc)'), '<p>a (/etc)</p>');
  assert.equal(html('<javascript:x>'), '<p>javascript:x</p>');
  assert.equal(html('me@a.example'), '<p><a href="mailto:me@a.example">me@a.example</a></p>');
});

test('markup is text', () => {
  assert.equal(words(html('<div onclick="x()">a</div>')), '<div onclick="x()">a</div>');
  assert.equal(html('<b>*a*</b>'), '<p>&lt;b&gt;<em>a</em>&lt;/b&gt;</p>');
  assert.equal(html('a <!-- b --> c'), '<p>a &lt;!-- b --&gt; c</p>');
  assert.equal(html('&lt;b&gt; &amp; &copy;'), '<p>&lt;b&gt; &amp; &copy;</p>');
});

const TAGS = new Set(['p', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'blockquote', 'hr', 'br', 'em', 'strong', 'del', 'sub', 'sup', 'code', 'pre', 'a', 'div', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td']);

function judge(markup, text) {
  for (const { tag, end, attributes } of pieces(markup)) {
    if (!tag) continue;
    assert.ok(TAGS.has(tag), `${tag} of ${text}`);
    if (end) continue;
    for (const [name, value] of attributes) {
      if (name === 'href') assert.match(value, /^(?:https?:|mailto:)/, text);
      else if (name === 'start') assert.match(value, /^\d{1,9}$/, text);
      else {
        assert.equal(name, 'class', text);
        assert.match(value, /^(?:plain|source|formula|math(?: display)?|task-(?:done|open)|align-(?:start|center|end)|language-.*)$/, text);
      }
    }
  }
}

test('nothing hostile comes through the first wall', () => {
  assert.ok(XSS.length > 150);
  for (const text of XSS) {
    for (const framed of [text, `- ${text}`, `> ${text}`, `| a |\n|--|\n| ${text} |`, `# ${text}`, `[${text}](https://a.example)`, `$${text}$`, `$$\n${text}\n$$`, `\`\`\`${text}\n${text}`, `**${text}**`]) judge(html(framed), framed);
  }
});

test('a text in pieces is drawn as the whole text', () => {
  for (const story of STORIES) {
    const reader = new MarkdownReader();
    for (let end = 0; end <= story.length; end += 1) {
      const text = story.slice(0, end);
      const grown = reader.read(text, true);
      assert.deepEqual(htmls(grown), htmls(new MarkdownReader().read(text, true)), JSON.stringify(text));
      assert.deepEqual(grown.map(({ key }) => key), new MarkdownReader().read(text, true).map(({ key }) => key), JSON.stringify(text));
      assert.deepEqual(htmls(grown), htmls(new MarkdownReader().read(text)), JSON.stringify(text));
    }
    assert.deepEqual(htmls(reader.read(story)), htmls(new MarkdownReader().read(story)));
  }
});

test('a text in pieces of any length, and joined with others, too', () => {
  // A generator of its own, so that the same texts come each time.
  let seed = 7;
  const random = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return Math.floor(seed / 65536) % n; };
  const parts = STORIES.flatMap((story) => story.split(/(?<=\n)/));
  for (let round = 0; round < 300; round += 1) {
    const text = Array.from({ length: 1 + random(14) }, () => parts[random(parts.length)]).join(random(4) ? '' : '\n');
    const reader = new MarkdownReader();
    for (let end = random(5); end < text.length; end += 1 + random(9)) {
      const part = text.slice(0, end);
      assert.deepEqual(htmls(reader.read(part, true)), htmls(new MarkdownReader().read(part, true)), JSON.stringify(part));
    }
    assert.deepEqual(htmls(reader.read(text)), htmls(new MarkdownReader().read(text)), JSON.stringify(text));
  }
});

test('finished blocks are not read again', () => {
  const reader = new MarkdownReader();
  const before = reader.read('a\n\nb\n\nc\n\nd', true);
  const after = reader.read('a\n\nb\n\nc\n\nd and more', true);
  assert.equal(after[0], before[0]);
  assert.equal(after[1], before[1]);
  assert.notEqual(after[3].key, before[3].key);
  // Another text under the same view.
  assert.deepEqual(htmls(reader.read('x\n\nb', true)).map((each) => each.trim()), ['<p>x</p>', '<p>b</p>']);
});

test('a long block is plain while it grows, and complete when it is finished', () => {
  const list = '- **a**\n'.repeat(2000).trim();
  const reader = new MarkdownReader();
  assert.equal(reader.read(`x\n\n${list}`, true)[1].html(), `<p class="plain">${list}</p>`);
  assert.equal(reader.read(`x\n\n${list}`)[1].html().match(/<li><strong>a<\/strong><\/li>/g).length, 2000);
  // No paragraph of prose is as long: it stays as it is.
  assert.equal(reader.read('**a** '.repeat(3000))[0].html(), `<p>${'**a** '.repeat(3000)}</p>\n`);
  const code = `\`\`\`java\n${'int a;\n'.repeat(3000)}`;
  const [growing] = reader.read(code, true);
  const [finished] = reader.read(code);
  assert.equal(growing.plain, true);
  assert.equal(finished.plain, false);
  assert.equal(growing.html(), finished.html());
  assert.notEqual(growing.key, finished.key);
});

const HOSTILE = ['*', '_', '**a ', '*a **b ', '[', '![', '[a](', '[a](b', '[[a]', '](', '`', '`a``', '~~a ', '<', '<a ', '<!--', '<a href="', '> ', '- ', '1. ', '\\', '\\(', '\\[a', '$', '$a ', '$$', '$$ a', '|', '|a|\n', '| a\n|-\n', '#',
  '# ', '\n', ' ', '\t', '    a\n', '- a\n', '> - a\n', '- > a\n', '[a]: b "\n', '[a]: b\n\n', '[a] ', 'http://', 'http://a.b!a', 'www.', 'a@', 'a@a.', '&', '&amp;', '---\n', '===\n', 'a\n', 'a\n\n', '```\n', '~~~ ', '*_', '***a** ', '(', ')', '"', '!', '\u0000', '😀', 'a_', '_a', '\\*',
  '- a\n  - b\n', '* * ', '>>', '[x](<', '<https://', '`$', '$`', '*$', '\\$', '[^', '- [ ] ', '\n$$\n'];

test('hostile texts take linear time', () => {
  let worst = ['', 0];
  for (const piece of HOSTILE) {
    for (const length of [10_000, 80_000]) {
      const text = piece.repeat(length / piece.length);
      const start = performance.now();
      htmls(new MarkdownReader().read(text));
      const took = performance.now() - start;
      if (took > worst[1]) worst = [`${JSON.stringify(piece)} × ${length}`, took];
      assert.ok(took < (length === 10_000 ? 2000 : 6000), `${JSON.stringify(piece)} × ${length}: ${took}`);
    }
  }
  console.log(`worst: ${worst[0]}, ${Math.round(worst[1])} ms`);
});

test('a long answer stays cheap while it grows', () => {
  const story = STORIES[0].repeat(200);
  const reader = new MarkdownReader();
  const start = performance.now();
  let frames = 0;
  for (let end = 0; end < story.length; end += 40) {
    htmls(reader.read(story.slice(0, end), true).slice(-3));
    frames += 1;
  }
  const took = (performance.now() - start) / frames;
  assert.ok(took < 5, `${took} ms for each of ${frames} pieces`);
});

test('nesting has an end', () => {
  for (const text of ['>'.repeat(3000), '- '.repeat(3000), '> - '.repeat(1500), `${'['.repeat(3000)}a${'](b)'.repeat(3000)}`, '*a '.repeat(3000) + '*'.repeat(3000), `${' '.repeat(4)}- `.repeat(500)]) {
    const markup = html(text);
    let depth = 0;
    let most = 0;
    for (const { tag, end } of pieces(markup)) {
      if (!tag || tag === 'br' || tag === 'hr') continue;
      depth += end ? -1 : 1;
      most = Math.max(most, depth);
    }
    assert.ok(most <= 40, `${most} deep`);
  }
});
