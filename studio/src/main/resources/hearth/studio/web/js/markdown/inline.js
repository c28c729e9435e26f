/**
 * Text within a paragraph, to a tree: {t: 'text' | 'code' | 'math' | 'em' | 'strong' | 'del' | 'link' | 'br', v?, c?, href?}. Pure; its time
 * grows with the length of the text.
 */
import { safeAddress } from './links.js';

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const MAX_LINK = 2000;
const MAX_DEPTH = 4;
const MAX_DELIMITERS = 2000;
const MAX_BRACKETS = 500;
const BARE = /^(?:https?:\/\/|mailto:)[^\s<>"`{}|\\^]+/i;

export function parseInline(text, depth = 0) {
  const items = [];
  let plain = '';
  let delimiters = 0;
  let brackets = 0;
  const noClose = new Set();
  const noMath = new Set();
  const flush = () => {
    if (plain) items.push({ t: 'text', v: plain });
    plain = '';
  };
  let i = 0;
  while (i < text.length) {
    const c = text[i];
    const formula = c === '$' || c === '\\' ? mathSpan(text, i, noMath) : null;
    if (formula) {
      flush();
      items.push({ t: 'math', v: formula.value, src: text.slice(i, formula.end), display: formula.display });
      i = formula.end;
    } else if (c === '\\' && i + 1 < text.length && (ESCAPABLE.test(text[i + 1]) || text[i + 1] === '\n')) {
      if (text[i + 1] === '\n') {
        flush();
        items.push({ t: 'br' });
      } else plain += text[i + 1];
      i += 2;
    } else if (c === '`') {
      const code = codeSpan(text, i, noClose);
      if (code) {
        flush();
        items.push({ t: 'code', v: code.value });
        i = code.end;
      } else {
        const run = runLength(text, i);
        plain += text.slice(i, i + run);
        i += run;
      }
    } else if ((c === '*' || c === '_' || c === '~') && delimiters < MAX_DELIMITERS) {
      const run = runLength(text, i);
      flush();
      items.push(delimiter(text, i, run));
      delimiters += 1;
      i += run;
    } else if ((c === '[' || (c === '!' && text[i + 1] === '[')) && depth < MAX_DEPTH && brackets < MAX_BRACKETS) {
      const link = bracketLink(text, c === '!' ? i + 1 : i, depth);
      if (link) {
        flush();
        items.push(link.node);
        i = link.end;
      } else {
        brackets += 1;
        plain += c;
        i += 1;
      }
    } else if (c === '<' || ((c === 'h' || c === 'H' || c === 'm') && depth === 0 && !/\w/.test(text[i - 1] ?? ' '))) {
      const link = bareLink(text, i);
      if (link) {
        flush();
        items.push(link.node);
        i = link.end;
      } else {
        plain += c;
        i += 1;
      }
    } else if (c === '\n') {
      const hard = plain.endsWith('  ');
      plain = plain.trimEnd();
      flush();
      items.push(hard ? { t: 'br' } : { t: 'text', v: '\n' });
      i += 1;
    } else {
      plain += c;
      i += 1;
    }
  }
  flush();
  return emphasis(items);
}

function runLength(text, from) {
  let end = from;
  while (text[end] === text[from]) end += 1;
  return end - from;
}

/** `noClose` holds lengths of runs that are known to have no end, so that each is looked for once. */
function codeSpan(text, from, noClose) {
  const run = runLength(text, from);
  if (noClose.has(run)) return null;
  let at = from + run;
  while (at < text.length) {
    at = text.indexOf('`', at);
    if (at < 0) break;
    const length = runLength(text, at);
    if (length === run) {
      let value = text.slice(from + run, at).replace(/\n/g, ' ');
      if (/^ .* $/.test(value) && value.trim()) value = value.slice(1, -1);
      return { value, end: at + run };
    }
    at += length;
  }
  noClose.add(run);
  return null;
}

/**
 * A formula: `\\(…\\)`, `\\[…\\]`, `$$…$$` or `$…$`. A single dollar counts only where no price is meant: no space inside at the marks, no digit
 * behind. `noMath` holds marks that are known to have no end.
 */
function mathSpan(text, from, noMath) {
  const open = text[from] === '\\' ? text.slice(from, from + 2) : text[from + 1] === '$' ? '$$' : '$';
  const close = { '\\(': '\\)', '\\[': '\\]', $$: '$$', $: '$' }[open];
  if (!close || noMath.has(open)) return null;
  const start = from + open.length;
  let at = text.indexOf(close, start);
  while (open === '$' && at > 0 && text[at - 1] === '\\') at = text.indexOf(close, at + 1);
  if (at < 0) {
    noMath.add(open);
    return null;
  }
  const value = text.slice(start, at);
  const end = at + close.length;
  if (!value.trim() || (open === '$' && (/^\s|\s$/.test(value) || /\d/.test(text[end] ?? '')))) return null;
  return { value, end, display: open === '\\[' || open === '$$' };
}

/** `[words](address "title")`; pictures become links too: showing one would fetch it. */
function bracketLink(text, from, depth) {
  const limit = Math.min(text.length, from + MAX_LINK);
  let level = 0;
  let close = -1;
  for (let i = from; i < limit; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '[') level += 1;
    else if (text[i] === ']') {
      level -= 1;
      if (level === 0) {
        close = i;
        break;
      }
    }
  }
  if (close < 0 || text[close + 1] !== '(') return null;
  const target = /^\(\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/
    .exec(text.slice(close + 1, close + 1 + MAX_LINK));
  if (!target) return null;
  const address = (target[1] ?? target[2]).replace(/\\([!-/:-@[-`{-~])/g, '$1');
  const words = parseInline(text.slice(from + 1, close), depth + 1);
  const href = safeAddress(address);
  const end = close + 1 + target[0].length;
  if (!href) return { node: { t: 'group', c: [...words, { t: 'text', v: address ? ` (${address})` : '' }] }, end };
  return { node: { t: 'link', href, c: words.length ? words : [{ t: 'text', v: address }] }, end };
}

function bareLink(text, from) {
  const pointed = text[from] === '<';
  const match = BARE.exec(text.slice(from + (pointed ? 1 : 0), from + MAX_LINK));
  if (!match) return null;
  let address = match[0];
  if (pointed) {
    if (text[from + 1 + address.length] !== '>') return null;
  } else {
    // Sentences end behind addresses; a bracket belongs to one only if it was opened in it.
    address = address.replace(/[.,;:!?'*_~]+$/, '');
    while (address.endsWith(')') && count(address, ')') > count(address, '(')) address = address.slice(0, -1).replace(/[.,;:!?'*_~]+$/, '');
  }
  const href = safeAddress(address);
  if (!href) return null;
  return { node: { t: 'link', href, c: [{ t: 'text', v: address }] }, end: from + address.length + (pointed ? 2 : 0) };
}

function count(text, character) {
  return text.split(character).length - 1;
}

/** Whether a run of marks may open or close emphasis: CommonMark's flanking rules. */
function delimiter(text, at, run) {
  const c = text[at];
  const before = text[at - 1] ?? ' ';
  const after = text[at + run] ?? ' ';
  const space = /\s/;
  const mark = /[\p{P}\p{S}]/u;
  const left = !space.test(after) && (!mark.test(after) || space.test(before) || mark.test(before));
  const right = !space.test(before) && (!mark.test(before) || space.test(after) || mark.test(after));
  const within = c === '_';
  return {
    t: 'mark', c, n: run,
    opens: left && (!within || !right || mark.test(before)) && (c !== '~' || run === 2),
    closes: right && (!within || !left || mark.test(after)) && (c !== '~' || run === 2),
  };
}

function emphasis(items) {
  const out = [];
  /** Places in `out` of marks that may open. */
  let openers = [];
  for (const item of items) {
    if (item.t !== 'mark') {
      out.push(item);
      continue;
    }
    if (item.closes) closeMarks(item, out, openers);
    openers = openers.filter((place) => place < out.length && out[place].n > 0);
    if (item.n > 0) {
      out.push(item);
      if (item.opens) openers.push(out.length - 1);
    }
  }
  return out.filter((item) => item.t !== 'mark' || item.n > 0).map(asText);
}

function closeMarks(closer, out, openers) {
  while (closer.n > 0 && openers.length > 0) {
    let k = openers.length - 1;
    while (k >= 0 && !pairs(out[openers[k]], closer)) k -= 1;
    if (k < 0) return;
    const place = openers[k];
    const opener = out[place];
    const used = closer.c === '~' ? 2 : Math.min(opener.n, closer.n) >= 2 ? 2 : 1;
    const inner = out.splice(place + 1).filter((item) => item.t !== 'mark' || item.n > 0).map(asText);
    opener.n -= used;
    closer.n -= used;
    out.push({ t: closer.c === '~' ? 'del' : used === 2 ? 'strong' : 'em', c: inner });
    openers.length = opener.n > 0 ? k + 1 : k;
  }
}

function pairs(opener, closer) {
  if (opener.c !== closer.c || opener.n === 0) return false;
  const both = (opener.closes || closer.opens) && closer.c !== '~';
  return !(both && (opener.n + closer.n) % 3 === 0 && (opener.n % 3 !== 0 || closer.n % 3 !== 0));
}

function asText(item) {
  return item.t === 'mark' ? { t: 'text', v: item.c.repeat(item.n) } : item;
}
