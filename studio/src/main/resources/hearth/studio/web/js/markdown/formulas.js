/** Where formulas begin and end: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`. Pure. */

/** @type {Partial<Record<string, string>>} */
export const ENDS = { '\\(': '\\)', '\\[': '\\]', $$: '$$', $: '$' };

/**
 * The formula a text begins with, or null. A single dollar counts only where no price is meant: no space inside at the marks, no digit behind,
 * and no code between them.
 * @param {string} text
 */
export function formulaAt(text) {
  const open = text.startsWith('$') && text[1] !== '$' ? '$' : text.slice(0, 2);
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

/** Hides formulas from the search for emphasis. @param {string} text @param {string} masked the end of marked's own mask, as long as the text */
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
