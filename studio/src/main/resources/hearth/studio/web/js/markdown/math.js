/**
 * Formulas of LaTeX to a tree of MathML: {tag, attrs?, v?: text, c?: children}. Pure; its time grows with the length. A command that is not
 * known stays readable as it was written; what does not parse gives null, and the caller shows the source.
 */
import { ACCENTS, FENCES, FUNCTIONS, INTEGRALS, LARGE, LETTERS, LIMITS, LOOKS, OPERATORS, SPACES, UNDER, styled } from './symbols.js';

const MAX_LENGTH = 5000;
const MAX_DEPTH = 40;
const TOKEN = /\\([a-zA-Z]+\*?|[^])|([0-9]+(?:[.,][0-9]+)*)|(\s+)|([^])/gu;
const MATRICES = { matrix: ['', ''], pmatrix: ['(', ')'], bmatrix: ['[', ']'], Bmatrix: ['{', '}'], vmatrix: ['|', '|'], Vmatrix: ['‖', '‖'], smallmatrix: ['', ''],
  cases: ['{', ''], array: ['', ''], aligned: ['', ''], align: ['', ''], 'align*': ['', ''], gathered: ['', ''], gather: ['', ''], 'gather*': ['', ''], split: ['', ''],
  equation: ['', ''], 'equation*': ['', ''] };
const IGNORED = new Set(['displaystyle', 'textstyle', 'scriptstyle', 'limits', 'nolimits', 'nonumber', 'notag', 'hfill', 'mathstrut', 'strut']);
const SIZES = /^(?:[bB]igg?[lrm]?)$/;

class Unreadable extends Error {}

/** A formula as MathML, or null. `block` stands on lines of its own. */
export function parseMath(source, block = false) {
  if (source.length > MAX_LENGTH || !source.trim()) return null;
  try {
    const reader = new Reader(source);
    const c = reader.row(null, 0);
    if (!reader.atEnd()) return null;
    return { tag: 'math', attrs: block ? { display: 'block' } : {}, c };
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

const mo = (v, attrs) => ({ tag: 'mo', v, ...(attrs ? { attrs } : {}) });
const mi = (v, attrs) => ({ tag: 'mi', v, ...(attrs ? { attrs } : {}) });
const row = (c) => (c.length === 1 ? c[0] : { tag: 'mrow', c });
const space = (width) => ({ tag: 'mspace', attrs: { width: `${width}em` } });

function tokens(source) {
  const found = [];
  for (const [text, command, digits, blank] of source.matchAll(TOKEN)) {
    if (command !== undefined) found.push({ kind: 'command', v: command });
    else if (digits !== undefined) found.push({ kind: 'number', v: digits });
    else if (blank !== undefined) found.push({ kind: 'blank', v: text });
    else found.push({ kind: 'char', v: text });
  }
  return found;
}

class Reader {
  constructor(source) {
    this.list = tokens(source.replace(/(^|[^\\])%[^\n]*/g, '$1'));
    this.at = 0;
  }

  skip() {
    while (this.list[this.at]?.kind === 'blank') this.at += 1;
  }

  peek() {
    this.skip();
    return this.list[this.at];
  }

  atEnd() {
    return this.peek() === undefined;
  }

  is(kind, v) {
    const token = this.peek();
    return token?.kind === kind && token.v === v;
  }

  take(kind, v) {
    if (!this.is(kind, v)) throw new Unreadable(v);
    this.at += 1;
  }

  /** Everything up to an end that the caller takes. `ends` says whether a token is that end; null for the end of the text. */
  row(ends, depth) {
    if (depth > MAX_DEPTH) throw new Unreadable('too deep');
    const items = [];
    for (let token = this.peek(); token && !(ends && ends(token)); token = this.peek()) {
      if (token.kind === 'char' && (token.v === '}' || token.v === '&')) {
        if (!ends && token.v === '}') throw new Unreadable('}');
        break;
      }
      if (token.kind === 'command' && (token.v === '\\' || token.v === 'right' || token.v === 'end')) break;
      const item = this.scripted(depth);
      if (item) items.push(item);
    }
    return items;
  }

  /** One thing with what stands above and below it. */
  scripted(depth) {
    const base = this.is('char', '^') || this.is('char', '_') ? { tag: 'mrow', c: [] } : this.single(depth);
    let sub = null;
    let sup = null;
    for (;;) {
      if (this.is('command', 'limits') || this.is('command', 'nolimits')) this.at += 1;
      else if (this.is('char', '_') && !sub) {
        this.at += 1;
        sub = this.argument(depth);
      } else if (this.is('char', '^') && !sup) {
        this.at += 1;
        sup = this.argument(depth);
      } else if (this.is('char', "'") && !sup) {
        let marks = '';
        for (; this.is('char', "'"); this.at += 1) marks += '′';
        sup = mo(marks);
        if (this.is('char', '^')) {
          this.at += 1;
          sup = { tag: 'mrow', c: [sup, this.argument(depth)] };
        }
      } else break;
    }
    if (!sub && !sup) return base;
    if (!base) throw new Unreadable('nothing to stand at');
    const over = base.limits;
    const tag = sub && sup ? (over ? 'munderover' : 'msubsup') : sub ? (over ? 'munder' : 'msub') : over ? 'mover' : 'msup';
    return { tag, c: [base, sub, sup].filter(Boolean) };
  }

  /** What a command takes: a group in braces, or one thing. */
  argument(depth) {
    if (depth > MAX_DEPTH) throw new Unreadable('too deep');
    if (this.is('char', '{')) return row(this.group(depth));
    const item = this.atEnd() ? null : this.single(depth + 1);
    if (!item) throw new Unreadable('an argument is missing');
    return item;
  }

  group(depth) {
    this.take('char', '{');
    const items = this.row((token) => token.kind === 'char' && token.v === '}', depth + 1);
    this.take('char', '}');
    return items;
  }

  /** The letters between braces, spaces too. */
  plain() {
    this.take('char', '{');
    let text = '';
    let level = 1;
    for (; this.at < this.list.length; this.at += 1) {
      const { kind, v } = this.list[this.at];
      if (kind === 'char' && v === '{') level += 1;
      if (kind === 'char' && v === '}') {
        level -= 1;
        if (level === 0) break;
      }
      if (kind === 'command') text += v.length === 1 ? v : LETTERS[v] ?? OPERATORS[v] ?? `\\${v}`;
      else if (!(kind === 'char' && (v === '{' || v === '}'))) text += v;
    }
    this.take('char', '}');
    return text;
  }

  single(depth) {
    const token = this.peek();
    if (!token) throw new Unreadable('the end');
    if (token.kind === 'char' && token.v === '{') return row(this.group(depth));
    this.at += 1;
    if (token.kind === 'number') return { tag: 'mn', v: token.v };
    if (token.kind === 'char') return character(token.v);
    return this.command(token.v, depth);
  }

  command(name, depth) {
    if (name in LETTERS) return mi(LETTERS[name]);
    if (name in OPERATORS) return mo(OPERATORS[name]);
    if (name in LARGE) return { ...mo(LARGE[name], { largeop: 'true', movablelimits: 'true' }), limits: true };
    if (name in INTEGRALS) return mo(INTEGRALS[name], { largeop: 'true' });
    if (FUNCTIONS.has(name)) return mi(name);
    if (LIMITS.has(name)) return { ...mo(name.replace(/^(lim|arg)(.)/, '$1\u2006$2'), { movablelimits: 'true', form: 'prefix' }), limits: true };
    if (name in FENCES) return mo(FENCES[name], { stretchy: 'false' });
    if (name in SPACES) return space(SPACES[name]);
    if (IGNORED.has(name)) return null;
    if (name in ACCENTS) return { tag: 'mover', attrs: { accent: 'true' }, c: [this.argument(depth + 1), mo(ACCENTS[name], { stretchy: String(/^(?:wide|over)/.test(name)) })], limits: name === 'overbrace' };
    if (name in UNDER) return { tag: 'munder', c: [this.argument(depth + 1), mo(UNDER[name])], limits: name === 'underbrace' };
    if (LOOKS.has(name)) return this.look(name, depth);
    if (/^(?:text(?:bf|it|rm|sf|tt|normal)?|mbox|hbox)$/.test(name)) return { tag: 'mtext', v: this.plain().replace(/^ | $/g, '\u00a0') };
    if (SIZES.test(name)) return this.delimiter({ stretchy: 'false' });
    return this.structure(name, depth);
  }

  look(name, depth) {
    if (name === 'operatorname') return mi(this.plain());
    const upright = name === 'mathrm';
    const change = (node) => {
      if (node.c) return { ...node, c: node.c.map(change) };
      if (node.tag !== 'mi' && node.tag !== 'mn') return node;
      return { ...node, v: styled(node.v, name), ...(upright && node.tag === 'mi' ? { attrs: { mathvariant: 'normal' } } : {}) };
    };
    return change(this.argument(depth + 1));
  }

  structure(name, depth) {
    const next = () => this.argument(depth + 1);
    switch (name) {
      case 'frac': case 'dfrac': case 'tfrac': case 'cfrac': return { tag: 'mfrac', c: [next(), next()] };
      case 'binom': case 'dbinom': case 'tbinom': return { tag: 'mrow', c: [mo('('), { tag: 'mfrac', attrs: { linethickness: '0' }, c: [next(), next()] }, mo(')')] };
      case 'sqrt': return this.root(depth);
      case 'left': return this.fenced(depth);
      case 'begin': return this.environment(depth);
      case 'overset': case 'stackrel': { const above = next(); return { tag: 'mover', c: [next(), above] }; }
      case 'underset': { const below = next(); return { tag: 'munder', c: [next(), below] }; }
      case 'xrightarrow': return { tag: 'mover', c: [mo('→', { stretchy: 'true' }), next()] };
      case 'xleftarrow': return { tag: 'mover', c: [mo('←', { stretchy: 'true' }), next()] };
      case 'boxed': return { tag: 'mrow', attrs: { class: 'boxed' }, c: [next()] };
      case 'phantom': return { tag: 'mphantom', c: [next()] };
      case 'pmod': return { tag: 'mrow', c: [mo('('), mi('mod'), space(0.3), next(), mo(')')] };
      case 'not': return this.negated(depth);
      case 'tag': case 'tag*': return { tag: 'mtext', v: `\u2003(${this.plain()})` };
      case 'mod': return mi('mod');
      case 'middle': return this.delimiter({ stretchy: 'true' });
      default: return { tag: 'mtext', v: `\\${name}` };
    }
  }

  negated(depth) {
    const item = this.argument(depth + 1);
    return item.v ? { ...item, v: `${item.v}\u0338` } : item;
  }

  root(depth) {
    if (!this.is('char', '[')) return { tag: 'msqrt', c: [this.argument(depth + 1)] };
    this.at += 1;
    const index = row(this.row((token) => token.kind === 'char' && token.v === ']', depth + 1));
    this.take('char', ']');
    return { tag: 'mroot', c: [this.argument(depth + 1), index] };
  }

  /** A bracket after left, right or a size; a point is none. */
  delimiter(attrs) {
    const token = this.peek();
    if (!token) throw new Unreadable('the end');
    this.at += 1;
    const v = token.kind === 'command' ? FENCES[token.v] ?? OPERATORS[token.v] : token.v;
    if (v === undefined || token.v === '{' && token.kind === 'char') throw new Unreadable(token.v);
    return v === '.' ? { tag: 'mrow', c: [] } : mo(v, { fence: 'true', ...attrs });
  }

  fenced(depth) {
    const open = this.delimiter({ stretchy: 'true' });
    const inner = this.row(null, depth + 1);
    this.take('command', 'right');
    return { tag: 'mrow', c: [open, ...inner, this.delimiter({ stretchy: 'true' })] };
  }

  environment(depth) {
    if (depth > MAX_DEPTH) throw new Unreadable('too deep');
    const name = this.plain();
    if (!(name in MATRICES)) throw new Unreadable(name);
    if (name === 'array' && this.is('char', '{')) this.plain();
    const rows = [[]];
    for (;;) {
      rows.at(-1).push({ tag: 'mtd', c: this.row(null, depth + 1) });
      if (this.is('char', '&')) this.at += 1;
      else if (this.is('command', '\\')) {
        this.at += 1;
        rows.push([]);
      } else break;
    }
    this.take('command', 'end');
    if (this.plain() !== name) throw new Unreadable(name);
    if (rows.length > 1 && rows.at(-1).every((cell) => cell.c.length === 0)) rows.pop();
    const [open, close] = MATRICES[name];
    const side = name === 'cases' || name === 'array' ? 'left' : /^(?:align|split)/.test(name) ? 'turns' : 'center';
    const table = { tag: 'mtable', attrs: { class: `side-${side}`, ...(side === 'turns' ? { displaystyle: 'true' } : {}) }, c: rows.map((cells) => ({ tag: 'mtr', c: cells })) };
    const fence = (v) => (v ? [mo(v, { fence: 'true', stretchy: 'true' })] : []);
    return { tag: 'mrow', c: [...fence(open), table, ...fence(close)] };
  }
}

function character(c) {
  if (/\p{L}/u.test(c)) return mi(c);
  if (c === '-') return mo('−');
  if (c === '*') return mo('∗');
  if (c === '~') return space(0.25);
  if (c === '|') return mo('|', { stretchy: 'false' });
  return '()[]'.includes(c) ? mo(c, { stretchy: 'false' }) : mo(c);
}
