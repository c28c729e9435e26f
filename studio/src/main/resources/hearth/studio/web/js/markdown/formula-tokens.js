/** Formulas as extensions of marked. Pure. */
import { escape } from './escape.js';
import { ENDS, formulaAt } from './formulas.js';
import { BoundedTokenizer } from './tokenizer.js';

/** @import { RendererExtension, TokenizerExtension } from '../../lib/marked/marked.esm.js' */

const BLOCK = /^ {0,3}(\$\$|\\\[)/;
const BLOCK_WITHIN = /\n {0,3}(?:\$\$|\\\[)/;
const BLANK_LINE = /\n[ \t]*(?=\n|$)/;

/** @type {TokenizerExtension & RendererExtension} */
const inline = {
  name: 'formula',
  level: 'inline',
  tokenizer(text) {
    if (!/^(?:\$|\\[([])/.test(text)) return undefined;
    const read = () => {
      const formula = formulaAt(text);
      return formula ? { type: 'formula', ...formula } : undefined;
    };
    const { tokenizer } = this.lexer.options;
    return tokenizer instanceof BoundedTokenizer ? tokenizer.attempt(text, read) : read();
  },
  renderer: (token) => marked(token.raw, token['display'] === true),
};

/**
 * On lines of its own; behind its end on the same line only a full stop or a comma may stand. One that has no end yet shows its source.
 * @type {TokenizerExtension & RendererExtension}
 */
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
    const at = part.indexOf(ENDS[begin[1] ?? ''] ?? '', begin[0].length);
    if (at < 0) return { type: 'formulaBlock', raw: part, tex: null };
    const behind = /^([.,;:]?)[ \t]*(?:\n|$)/.exec(part.slice(at + 2));
    if (!behind) return undefined;
    return { type: 'formulaBlock', raw: text.slice(0, at + 2 + behind[0].length), tex: part.slice(begin[0].length, at).trimEnd() + behind[1] };
  },
  renderer: ({ raw, tex }) => (typeof tex === 'string' && tex.trim() ? `<div class="formula">${marked(`$$${tex}$$`, true)}</div>` : `<p><code class="source">${escape(raw.trim())}</code></p>`),
};

/** What the page replaces by a drawn formula; until then, and if it can't be drawn, its source is to be seen. @param {string} source @param {boolean} display */
function marked(source, display) {
  return `<code class="math${display ? ' display' : ''}">${escape(source)}</code>`;
}

export const formulaExtensions = [inline, block];
