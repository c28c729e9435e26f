import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, loadLibrary, pieces, words } from './load.mjs';

const katex = await loadLibrary('katex/katex.mjs');
const { MATH_ATTRIBUTES, MATH_TAGS, inVariant, mathMarkup } = await load('markdown/math.js');
const { formulaAt } = await load('markdown/formulas.js');
const { MarkdownReader } = await load('markdown/reader.js');

const formula = (tex, display = false) => mathMarkup(katex, display ? `$$${tex}$$` : `$${tex}$`, display);
const drawn = (markup) => markup.replace(/<annotation[^>]*>[\s\S]*?<\/annotation>/g, '');
const tags = (markup) => pieces(drawn(markup)).filter(({ tag, end }) => tag && !end).map(({ tag }) => tag);

// What is read, and the tag that shows how it is drawn.
const formulas = {
  'a^2+b': ['a2+b', 'msup'],
  'x_{n+1}^2': ['xn+12', 'msubsup'],
  '\\frac{1}{\\sqrt{2}}': ['12', 'mfrac', 'msqrt'],
  '\\sqrt[3]{x}': ['x3', 'mroot'],
  '\\int_0^1 f': ['∫01f', 'msubsup'],
  '\\mathcal{L}\\mathbf{x}': ['Lx', 'mi'],
  '\\left(\\frac{a}{b}\\right]': ['(ab]', 'mfrac', 'mo'],
  '\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}': ['(abcd)', 'mtable', 'mtd'],
  '\\begin{cases}1&x>0\\\\0&\\text{else}\\end{cases}': ['{1x>00else', 'mtable', 'mtext'],
  '\\begin{aligned}a&=b\\\\&=c\\end{aligned}': ['a=b=c', 'mtable'],
  '\\hat{y}': ['y^', 'mover'],
  '\\alpha\\leq\\infty': ['α≤∞', 'mo'],
  '50\\%': ['50%', 'mn'],
  '\\overset{!}{=}': ['=!', 'mover'],
  '\\binom{n}{k}': ['(nk)', 'mfrac'],
  '\\boxed{42}': ['42', 'menclose'],
  '\\ce': null,
  '\\operatorname{softmax}(QK^\\top)': ['softmax\u2061(QK⊤)', 'msup'],
};

test('formulas become MathML', () => {
  for (const [source, expected] of Object.entries(formulas)) {
    const markup = formula(source);
    if (expected === null) {
      assert.equal(markup, null, source);
      continue;
    }
    const [text, ...needed] = expected;
    assert.equal(words(drawn(markup)).replace(/\u200b|\s/g, ''), text, source);
    for (const tag of needed) assert.ok(tags(markup).includes(tag), `${source}: ${tag}`);
  }
  assert.ok(tags(formula('\\sum_{i=1}^n i', true)).includes('munderover'));
  assert.ok(tags(formula('\\lim_{x\\to 0}', true)).includes('munder'));
});

test('what does not parse is null, and nothing is thrown', () => {
  for (const source of ['', ' ', '{a', 'a}', '\\frac{1}', 'x^', 'x_', '\\left(a', 'a\\right)', '\\begin{matrix}a', '\\begin{odd}a\\end{odd}', 'a^b^c^d}', '\\sqrt[3', 'x'.repeat(5001),
    '\\begin{matrix}a\\end{pmatrix}', '\\unknown{a}', '\\def\\x{\\x\\x}\\x', '{'.repeat(2400)]) {
    assert.equal(formula(source), null, source.slice(0, 40));
  }
});

test('only listed tags and attributes are made, and none that reaches out', () => {
  const hostile = ['\\text{<img src=x onerror=alert(1)>}', '\\href{javascript:alert(1)}{x}', '\\url{https://evil.example}', '\\includegraphics{https://evil.example/x.png}',
    '\\htmlClass{icon}{x}', '\\htmlId{main}{x}', '\\htmlStyle{background:url(https://evil.example)}{x}', '\\htmlData{a=b}{x}', '\\color{red"onclick="alert(1)}x', '\\textcolor{#f00}{x}',
    '\\fcolorbox{red}{blue}{x}', '\\colorbox{red}{x}', '\\pmb{x}', '\\boxed{x}', '\\cancel{x}', '\\xcancel{x}', '\\sout{x}', '\\rule{9999em}{9999em}', '\\hspace{9999em}x', '\\text{"><script>alert(1)</script>}',
    '\\begin{array}{|c:c|}\\hline a&b\\\\\\hline c&d\\\\\\hline\\end{array}', '\\tag{1}x', '\\mathrm{d}x\\,\\mathsf{A}\\mathtt{b}\\mathfrak{g}', '\\underbrace{a+b}_{c}', '\\xrightarrow{f}', '\\vec v\\dot x'];
  const allowed = new Set([...MATH_TAGS, 'span', 'semantics', 'annotation']);
  const attributes = new Set([...MATH_ATTRIBUTES, 'class', 'xmlns', 'encoding']);
  let shown = 0;
  for (const source of [...Object.keys(formulas), ...hostile]) {
    for (const display of [false, true]) {
      const markup = formula(source, display);
      if (markup === null) continue;
      shown += 1;
      for (const piece of pieces(markup.replace(/ class ="/g, ' class="'))) {
        if (!piece.tag) continue;
        assert.ok(allowed.has(piece.tag), `${source}: ${piece.tag}`);
        for (const [name, value] of piece.attributes) {
          assert.ok(attributes.has(name), `${source}: ${name}`);
          assert.doesNotMatch(value ?? '', /evil|javascript|url\(/, source);
        }
      }
    }
  }
  assert.ok(shown > 60, `only ${shown} were drawn`);
});

test('a size has a limit', () => {
  assert.doesNotMatch(formula('\\rule{9999em}{9999em}'), /9999em"/);
});

test('letters of a variant', () => {
  assert.equal(inVariant('RNx1', 'double-struck'), 'ℝℕ𝕩𝟙');
  assert.equal(inVariant('Lg', 'script'), 'ℒℊ');
  assert.equal(inVariant('xΩω9', 'bold'), '𝐱𝛀𝛚𝟗');
  assert.equal(inVariant('h', 'italic'), 'ℎ');
  assert.equal(inVariant('a1', 'fraktur'), '𝔞1');
  assert.equal(inVariant('x+é', 'monospace'), '𝚡+é');
  assert.equal(inVariant('x', 'normal'), 'x');
  assert.equal(inVariant('x', 'constructor'), 'x');
});

test('time grows with the length', () => {
  const hard = ['{'.repeat(2500), '\\frac'.repeat(900), '_a'.repeat(2400), '\\hat'.repeat(1200), '\\left('.repeat(800), 'x^'.repeat(2000), '\\begin{matrix}'.repeat(300), '\\mathbb'.repeat(700), '%'.repeat(5000),
    'a'.repeat(4990), '\\frac12'.repeat(700), '\\sqrt{'.repeat(400) + '}'.repeat(400), '\\def\\a{\\b\\b}\\def\\b{\\c\\c}\\def\\c{\\d\\d}\\def\\d{\\e\\e}\\def\\e{xxxxxxxx}'.concat('\\a'.repeat(900))];
  const start = performance.now();
  hard.forEach((source) => formula(source, true));
  assert.ok(performance.now() - start < 3000, `too slow: ${performance.now() - start}`);
});

/** The texts and, in brackets, the formulas of a paragraph. */
const kinds = (text) => new MarkdownReader().read(text).map((block) => block.html()).join('').trim().replace(/^<p>|<\/p>$/g, '')
  .replace(/<code class="math(?: display)?">([^<]*)<\/code>/g, '|[$1]|').replace(/<code>([^<]*)<\/code>/g, '|$1|').replace(/^\||\|$/g, '');

test('marks of formulas in a line', () => {
  assert.equal(kinds('so $x^2$ is'), 'so |[$x^2$]| is');
  assert.equal(kinds('it costs $5 and $10.'), 'it costs $5 and $10.');
  assert.equal(kinds('from $5 to 10$'), 'from |[$5 to 10$]');
  assert.equal(kinds('US$5, US$6'), 'US$5, US$6');
  assert.equal(kinds('\\(a_b\\) and \\[c*d*e\\]'), '[\\(a_b\\)]| and |[\\[c*d*e\\]]');
  assert.equal(kinds('it is $$x$$ here'), 'it is |[$$x$$]| here');
  assert.equal(kinds('\\$x$ y'), '$x$ y');
  assert.equal(kinds('`$x$`'), '$x$');
  assert.equal(kinds('open $x'), 'open $x');
  assert.equal(kinds('\\(open'), '(open');
  assert.equal(kinds('$5 `a$`'), '$5 |a$');
  // Marks within a formula are no emphasis, nor do they end one.
  assert.equal(kinds('*a $x*y$ b*'), '<em>a |[$x*y$]| b</em>');
  assert.equal(kinds('*a \\(x*y\\) b*'), '<em>a |[\\(x*y\\)]| b</em>');
  assert.equal(kinds('**$a_1$ and $b_1$**'), '<strong>|[$a_1$]| and |[$b_1$]|</strong>');
});

const blocks = (text) => new MarkdownReader().read(text).map((block) => block.html().trim());

test('formulas on lines of their own', () => {
  assert.deepEqual(blocks('a\n\n$$\nx = 1\n$$\n\nb'), ['<p>a</p>', '<div class="formula"><code class="math display">$$\nx = 1$$</code></div>', '<p>b</p>']);
  assert.deepEqual(blocks('\\[ x \\]'), ['<div class="formula"><code class="math display">$$ x$$</code></div>']);
  assert.deepEqual(blocks('\\[ x \\].'), ['<div class="formula"><code class="math display">$$ x.$$</code></div>']);
  assert.equal(blocks('$$x$$ is inline')[0], '<p><code class="math display">$$x$$</code> is inline</p>');
  assert.equal(blocks('$$\nx = 1')[0], '<p><code class="source">$$\nx = 1</code></p>');
  assert.deepEqual(blocks('$$\nlost\n\ntext'), ['<p><code class="source">$$\nlost</code></p>', '<p>text</p>']);
  assert.equal(blocks('text\n$$\nx\n$$')[1], '<div class="formula"><code class="math display">$$\nx$$</code></div>');
  assert.match(blocks('- a\n  $$\n  x\n  $$\n- b')[0], /<div class="formula"><code class="math display">\$\$\nx\$\$<\/code><\/div>/);
});

test('the mark decides', () => {
  assert.equal(formulaAt('\\[a\\]').display, true);
  assert.equal(formulaAt('\\(a\\)').display, false);
  assert.equal(formulaAt('$$a$$').raw, '$$a$$');
  assert.equal(formulaAt('a'), null);
});
