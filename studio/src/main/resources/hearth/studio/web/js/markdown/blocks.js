/**
 * Markdown to blocks: {type: 'p' | 'h' | 'code' | 'math' | 'quote' | 'list' | 'table' | 'hr', src, …}. Pure. Text that is still being written is
 * read as if it ended here: an open code block goes to the end. HTML is text.
 */

const MAX_DEPTH = 8;
const FENCE = /^( {0,3})(`{3,}|~{3,})\s*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?=\s|$)/;
const RULE = /^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])(?:( +)(.*))?$/;
const MATH = /^ {0,3}(\$\$|\\\[)(.*)$/;
const MATH_ENDS = { $$: '$$', '\\[': '\\]' };
const QUOTE = /^ {0,3}> ?/;
const TABLE_LINE = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

export function parseBlocks(text, depth = 0) {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n');
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const from = at;
    const read = depth < MAX_DEPTH ? reader(lines, at) : paragraph;
    const { block, next } = read(lines, at, depth);
    block.src = lines.slice(from, next).join('\n');
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function reader(lines, at) {
  const line = lines[at];
  if (FENCE.test(line)) return fence;
  if (startsMath(line)) return formula;
  if (HEADING.test(line)) return heading;
  if (RULE.test(line)) return (_, i) => ({ block: { type: 'hr' }, next: i + 1 });
  if (QUOTE.test(line)) return quote;
  if (isItem(line)) return list;
  if (isTable(lines, at)) return table;
  return paragraph;
}

/** A formula on lines of its own; behind its end on the same line only a full stop or a comma may stand. */
function startsMath(line) {
  const match = MATH.exec(line);
  if (!match) return false;
  const at = match[2].indexOf(MATH_ENDS[match[1]]);
  return at < 0 || /^[.,;:]?\s*$/.test(match[2].slice(at + 2));
}

function formula(lines, at) {
  const [, mark, first] = MATH.exec(lines[at]);
  const end = MATH_ENDS[mark];
  const parts = [];
  let next = at;
  for (let rest = first; ; rest = lines[next]) {
    next += 1;
    const close = rest.indexOf(end);
    parts.push(close < 0 ? rest : rest.slice(0, close));
    if (close >= 0) return { block: { type: 'math', math: parts.join('\n'), open: false }, next };
    // A formula has no empty lines: without this, one lost mark would swallow the text behind it.
    if (next >= lines.length || !lines[next].trim()) return { block: { type: 'math', math: parts.join('\n'), open: true, mark }, next };
  }
}

function isItem(line) {
  const match = ITEM.exec(line);
  return Boolean(match) && match[1].length < 4;
}

function isTable(lines, at) {
  return lines[at].includes('|') && at + 1 < lines.length && lines[at + 1].includes('-') && TABLE_LINE.test(lines[at + 1])
    && cells(lines[at]).length === cells(lines[at + 1]).length;
}

function fence(lines, at) {
  const [, indent, marks, info] = FENCE.exec(lines[at]);
  const end = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}\\s*$`);
  let next = at + 1;
  while (next < lines.length && !end.test(lines[next])) next += 1;
  const strip = new RegExp(`^ {0,${indent.length}}`);
  const code = lines.slice(at + 1, next).map((line) => line.replace(strip, '')).join('\n');
  return { block: { type: 'code', language: info.trim().split(/\s+/)[0] ?? '', code, open: next >= lines.length }, next: Math.min(next + 1, lines.length) };
}

function heading(lines, at) {
  const [start, marks] = HEADING.exec(lines[at]);
  let text = lines[at].slice(start.length).trim();
  let end = text.length;
  while (text[end - 1] === '#') end -= 1;
  if (end === 0 || /\s/.test(text[end - 1])) text = text.slice(0, end).trimEnd();
  return { block: { type: 'h', level: marks.length, text }, next: at + 1 };
}

function quote(lines, at, depth) {
  const inner = [];
  let next = at;
  while (next < lines.length && (QUOTE.test(lines[next]) || (lines[next].trim() && !startsBlock(lines, next)))) {
    inner.push(lines[next].replace(QUOTE, ''));
    next += 1;
  }
  return { block: { type: 'quote', blocks: parseBlocks(inner.join('\n'), depth + 1) }, next };
}

function startsBlock(lines, at) {
  return FENCE.test(lines[at]) || startsMath(lines[at]) || HEADING.test(lines[at]) || RULE.test(lines[at]) || QUOTE.test(lines[at]) || isItem(lines[at]) || isTable(lines, at);
}

function indentOf(line) {
  return line.length - line.trimStart().length;
}

function list(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  const ordered = /\d/.test(first[2]);
  const base = first[1].length;
  const items = [];
  let next = at;
  let loose = false;
  while (next < lines.length) {
    const match = ITEM.exec(lines[next]);
    if (!match || Math.abs(match[1].length - base) > 1 || /\d/.test(match[2]) !== ordered || RULE.test(lines[next])) break;
    if (!ordered && match[2] !== first[2]) break;
    const width = match[1].length + match[2].length + (match[3] && match[3].length <= 4 ? match[3].length : 1);
    const inner = [match[4] ?? ''];
    next += 1;
    let blank = false;
    while (next < lines.length) {
      const line = lines[next];
      if (!line.trim()) {
        blank = true;
        inner.push('');
        next += 1;
        continue;
      }
      const indent = indentOf(line);
      // Models often indent by two where the rules ask for three.
      const belongs = indent >= width || (indent >= base + 2);
      if (!belongs && (blank || startsBlock(lines, next))) break;
      if (belongs && blank && !ITEM.test(line)) loose = true;
      blank = false;
      inner.push(line.slice(Math.min(indent, width)));
      next += 1;
    }
    items.push(item(inner, depth));
    const after = blank && next < lines.length ? ITEM.exec(lines[next]) : null;
    if (after && Math.abs(after[1].length - base) <= 1 && /\d/.test(after[2]) === ordered) loose = true;
  }
  return { block: { type: 'list', ordered, start: ordered ? Number.parseInt(first[2], 10) : 1, loose, items }, next };
}

function item(lines, depth) {
  const task = /^\[([ xX])\]\s+/.exec(lines[0]);
  if (task) lines[0] = lines[0].slice(task[0].length);
  return { task: task ? task[1] !== ' ' : null, blocks: parseBlocks(lines.join('\n'), depth + 1) };
}

/** The cells of a table's line; a bar after a backslash or in code belongs to its cell. */
function cells(line) {
  const found = [];
  let cell = '';
  let code = false;
  const text = line.trim().replace(/^\|/, '').replace(/([^\\])\|$/, '$1');
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === '\\' && text[i + 1] === '|') {
      cell += '|';
      i += 1;
    } else if (text[i] === '|' && !code) {
      found.push(cell.trim());
      cell = '';
    } else {
      if (text[i] === '`') code = !code;
      cell += text[i];
    }
  }
  found.push(cell.trim());
  return found;
}

function table(lines, at) {
  const head = cells(lines[at]);
  const aligns = cells(lines[at + 1]).map((mark) => (/^:-*:$/.test(mark) ? 'center' : mark.endsWith(':') ? 'end' : 'start'));
  const rows = [];
  let next = at + 2;
  while (next < lines.length && lines[next].includes('|') && lines[next].trim()) {
    const row = cells(lines[next]).slice(0, head.length);
    while (row.length < head.length) row.push('');
    rows.push(row);
    next += 1;
  }
  return { block: { type: 'table', head, aligns, rows }, next };
}

function paragraph(lines, at) {
  let next = at + 1;
  while (next < lines.length && lines[next].trim() && !startsBlock(lines, next)) {
    const under = /^ {0,3}(={2,}|-{2,})\s*$/.exec(lines[next]);
    if (under) {
      return { block: { type: 'h', level: under[1][0] === '=' ? 1 : 2, text: lines.slice(at, next).join('\n').trim() }, next: next + 1 };
    }
    next += 1;
  }
  return { block: { type: 'p', text: lines.slice(at, next).map((line) => line.trimStart()).join('\n') }, next };
}
