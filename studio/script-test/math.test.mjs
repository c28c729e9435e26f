import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, shape } from './load.mjs';

const { parseMath } = await load('markdown/math.js');
const { parseInline } = await load('markdown/inline.js');
const { parseBlocks } = await load('markdown/blocks.js');

const formulas = {
  'a^2+b': 'math(msup(mi:a mn:2) mo:+ mi:b)',
  'x_{n+1}^2': 'math(msubsup(mi:x mrow(mi:n mo:+ mn:1) mn:2))',
  '\\frac{1}{\\sqrt{2}}': 'math(mfrac(mn:1 msqrt(mn:2)))',
  '\\sqrt[3]{x}': 'math(mroot(mi:x mn:3))',
  '\\sum_{i=1}^n i': 'math(munderover(mo:∑ mrow(mi:i mo:= mn:1) mi:n) mi:i)',
  '\\int_0^1 f': 'math(msubsup(mo:∫ mn:0 mn:1) mi:f)',
  '\\lim_{x\\to 0}': 'math(munder(mo:lim mrow(mi:x mo:→ mn:0)))',
  "f''(x)": 'math(msup(mi:f mo:′′) mo:( mi:x mo:))',
  '\\mathbb{R}^n': 'math(msup(mi:ℝ mi:n))',
  '\\mathcal{L}\\mathbf{x}': 'math(mi:ℒ mi:𝐱)',
  '\\left(\\frac{a}{b}\\right]': 'math(mrow(mo:( mfrac(mi:a mi:b) mo:]))',
  '\\left.x\\right|': 'math(mrow(mrow() mi:x mo:|))',
  '\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}': 'math(mrow(mo:( mtable(mtr(mtd(mi:a) mtd(mi:b)) mtr(mtd(mi:c) mtd(mi:d))) mo:)))',
  '\\begin{cases}1&x>0\\\\0&\\text{else}\\end{cases}': 'math(mrow(mo:{ mtable(mtr(mtd(mn:1) mtd(mi:x mo:> mn:0)) mtr(mtd(mn:0) mtd(mtext:else)))))',
  '\\text{if } x': 'math(mtext:if\u00a0 mi:x)',
  '\\hat{y}\\vec v': 'math(mover(mi:y mo:^) mover(mi:v mo:→))',
  '\\alpha\\leq\\infty': 'math(mi:α mo:≤ mi:∞)',
  '\\unknown{a}': 'math(mtext:\\unknown mi:a)',
  '50\\%': 'math(mn:50 mi:%)',
  '3{,}5': 'math(mn:3 mo:, mn:5)',
  '\\overset{!}{=}': 'math(mover(mo:= mo:!))',
  '\\binom{n}{k}': 'math(mrow(mo:( mfrac(mi:n mi:k) mo:)))',
};

test('formulas become trees', () => {
  for (const [source, expected] of Object.entries(formulas)) {
    assert.equal(shape(parseMath(source)), expected, source);
  }
});

test('what does not parse is null, and nothing is thrown', () => {
  for (const source of ['', ' ', '{a', 'a}', '\\frac{1}', 'x^', 'x_', '\\left(a', 'a\\right)', '\\begin{matrix}a', '\\begin{odd}a\\end{odd}', 'a^b^c^d}', '\\sqrt[3', 'x'.repeat(5001),
    '\\begin{matrix}a\\end{pmatrix}', '&', '\\\\']) {
    assert.equal(parseMath(source), null, source);
  }
});

test('markup in a formula is text', () => {
  const tree = JSON.stringify(parseMath('\\text{<img src=x onerror=alert(1)>}<script>\\href{javascript:alert(1)}{x}'));
  assert.match(tree, /"mtext","v":"<img src=x onerror=alert\(1\)>"/);
  assert.doesNotMatch(tree, /"tag":"(?!math"|mtext"|mi"|mo"|mn"|mrow")/);
});

test('only tags of MathML are made', () => {
  const allowed = new Set(['math', 'mrow', 'mi', 'mo', 'mn', 'mtext', 'mspace', 'mfrac', 'msqrt', 'mroot', 'msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mtable', 'mtr', 'mtd', 'mphantom']);
  const walk = (node) => { assert.ok(allowed.has(node.tag), node.tag); (node.c ?? []).forEach(walk); };
  for (const source of Object.keys(formulas)) { const tree = parseMath(source); if (tree) walk(tree); }
});

test('time grows with the length', () => {
  const hard = ['{'.repeat(2500), '\\frac'.repeat(900), '_a'.repeat(2400), '\\hat'.repeat(1200), '\\left('.repeat(800), 'x^'.repeat(2000), '\\begin{matrix}'.repeat(300), '\\mathbb'.repeat(700), '%'.repeat(5000)];
  const start = performance.now();
  hard.forEach((source) => parseMath(source));
  assert.ok(performance.now() - start < 1500, 'too slow');
});

const kinds = (text) => parseInline(text).map((node) => (node.t === 'math' ? `[${node.v}]` : node.v ?? node.t)).join('|');

test('marks of formulas in a line', () => {
  assert.equal(kinds('so $x^2$ is'), 'so |[x^2]| is');
  assert.equal(kinds('it costs $5 and $10.'), 'it costs $5 and $10.');
  assert.equal(kinds('from $5 to 10$'), 'from |[5 to 10]');
  assert.equal(kinds('US$5, US$6'), 'US$5, US$6');
  assert.equal(kinds('\\(a_b\\) and \\[c*d*e\\]'), '[a_b]| and |[c*d*e]');
  assert.equal(kinds('$$x$$'), '[x]');
  assert.equal(kinds('\\$x$ y'), '$x$ y');
  assert.equal(kinds('`$x$`'), '$x$');
  assert.equal(kinds('open $x'), 'open $x');
  assert.equal(kinds('\\(open'), '(open');
});

test('formulas on lines of their own', () => {
  assert.deepEqual(parseBlocks('a\n\n$$\nx = 1\n$$\n\nb').map((block) => [block.type, block.math?.trim()]), [['p', undefined], ['math', 'x = 1'], ['p', undefined]]);
  assert.deepEqual(parseBlocks('\\[ x \\]').map((block) => block.math), [' x ']);
  assert.equal(parseBlocks('$$x$$ is inline')[0].type, 'p');
  assert.equal(parseBlocks('$$\nx = 1')[0].open, true);
  assert.deepEqual(parseBlocks('$$\nlost\n\ntext').map((block) => block.type), ['math', 'p']);
  assert.equal(parseBlocks('text\n$$\nx\n$$')[1].type, 'math');
});

test('many marks take linear time', () => {
  const start = performance.now();
  for (const text of ['$'.repeat(50000), '$a '.repeat(20000), '\\('.repeat(20000), '$$'.repeat(20000), '\\$'.repeat(20000)]) {
    parseInline(text);
    parseBlocks(`${text}\n`.repeat(3));
  }
  assert.ok(performance.now() - start < 2000, `too slow: ${performance.now() - start}`);
});
