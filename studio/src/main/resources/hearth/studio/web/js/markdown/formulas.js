/** Where formulas begin and end, as extensions of marked: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. Pure. */
import { escape } from './escape.js';

const ENDS = { '\\(': '\\)', '\\[': '\\]', $$: '$$', $: '$' };
const BLOCK = /^ {0,3}(\$\$|\\\[)/;
const BLOCK_WITHIN = /\n {0,3}(?:\$\$|\\\[)/;
const BLANK_LINE = /\n[ \t]*(?=\n|$)/;

/**
 * The formula a text begins with, or null. A single dollar counts only where no price is meant: no space inside at the marks, no digit behind,
 * and no code between them.
 */
export function formulaAt(text) {
  const open = text[0] === '$' && text[1] !== '$' ? '$' : text.slice(0, 2);
  const close = ENDS[open];
  if (!close) return null;
  let at = text.indexOf(close, open.length);
  while (open === '$' && at > 0 && text[at - 1] === '\\') at = text.indexOf(close, at + 1);
  if (at < 0) return null;
  const tex = text.slice(open.length, at);
  const end = at + close.length;
  if (!tex.trim() || (open === '$' && (/^\s|\s$|`/.test(tex) || /\d/.test(text[end] ?? '')))) return null;
  return { raw: text.slice(0, end), tex, display: open === '$$' || open === '\\[' };
}

/** Hides formulas from the search for emphasis. @param masked the end of marked's own mask, as long as the text */
export function hideFormulas(text, masked) {
  const marks = /\$|\\[([]/g;
  let hidden = '';
  let last = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    // Code and links are hidden already.
    const seen = masked[mark.index] === (mark[0] === '$' ? '$' : '+');
    const formula = seen ? formulaAt(text.slice(mark.index)) : null;
    if (!formula) continue;
    hidden += `${masked.slice(last, mark.index)}[${'a'.repeat(formula.raw.length - 2)}]`;
    last = mark.index + formula.raw.length;
    marks.lastIndex = last;
  }
  return hidden + masked.slice(last);
}

const inline = {
  name: 'formula',
  level: 'inline',
  tokenizer(text) {
    if (!/^(?:\$|\\[([])/.test(text)) return undefined;
    return this.lexer.options.tokenizer.attempt(text, () => {
      const formula = formulaAt(text);
      return formula ? { type: 'formula', ...formula } : undefined;
    });
  },
  renderer: ({ raw, display }) => marked(raw, display),
};

/** On lines of its own; behind its end on the same line only a full stop or a comma may stand. One that has no end yet shows its source. */
const block = {
  name: 'formulaBlock',
  level: 'block',
  start(text) {
    // Lines of a list's item come one by one. A formula further down than this paragraph is not this paragraph's end.
    if (!this.lexer.state.top) return undefined;
    const at = text.slice(0, BLANK_LINE.exec(text)?.index).search(BLOCK_WITHIN);
    return at < 0 ? undefined : at + 1;
  },
  tokenizer(text) {
    const begin = BLOCK.exec(text);
    if (!begin) return undefined;
    // A formula has no empty lines: without this, one lost mark would swallow the text behind it.
    const part = text.slice(0, BLANK_LINE.exec(text)?.index);
    const at = part.indexOf(ENDS[begin[1]], begin[0].length);
    if (at < 0) return { type: 'formulaBlock', raw: part, tex: null };
    const behind = /^([.,;:]?)[ \t]*(?:\n|$)/.exec(part.slice(at + 2));
    if (!behind) return undefined;
    return { type: 'formulaBlock', raw: text.slice(0, at + 2 + behind[0].length), tex: part.slice(begin[0].length, at).trimEnd() + behind[1] };
  },
  renderer: ({ raw, tex }) => (tex?.trim() ? `<div class="formula">${marked(`$$${tex}$$`, true)}</div>` : `<p><code class="source">${escape(raw.trim())}</code></p>`),
};

/** What the page replaces by a drawn formula; until then, and if it can't be drawn, its source is to be seen. */
function marked(source, display) {
  return `<code class="math${display ? ' display' : ''}">${escape(source)}</code>`;
}

export const formulaExtensions = [inline, block];
