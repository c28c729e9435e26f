/** marked's tokenizer with bounds: markup is text, nesting has an end, and a text of hostile marks takes no more than linear time. Pure. */
import { Tokenizer } from '../../lib/marked/marked.esm.js';
import { hideFormulas } from './formulas.js';

/** @import { Tokens } from '../../lib/marked/marked.esm.js' */

const MAX_DEPTH = 8;
const WORK = 50_000;
const WORK_PER_CHARACTER = 200;
const BRACKET = /^!?\[/;
/** Nothing is looked for further away, where the search may take the square of the length. */
const MAX_REACH = 2000;
/** In the reach of a link: at each of these its title could begin. */
const MAX_MARKS = 100;
const TEXT = 200;
const WORK_OF_EMPHASIS = 4;
const WORD = /[\p{L}\p{N}]/u;

/** The only tags that are read; models use them where markdown has nothing. */
export const TAG = /^<(?:br ?\/?|\/?su[bp])>/i;

export class BoundedTokenizer extends Tokenizer {
  depth = 0;
  work = 0;
  /** @type {Map<string, {text: string, hidden: string}>} */
  masks = new Map();

  /** Before the marks within one block are read. @param {number} length */
  begin(length) {
    this.work = WORK + WORK_PER_CHARACTER * length;
    this.masks.clear();
  }

  /**
   * Reads what a mark may begin; if nothing was found, the whole text was searched. After too much of it all further marks are text.
   * @template {{raw: string}} Found
   * @param {string} text @param {() => Found | undefined} read @param {number} [cost]
   */
  attempt(text, read, cost = text.length) {
    if (this.work <= 0) return undefined;
    const token = this.within(read);
    this.work -= token ? token.raw.length : cost;
    return token;
  }

  /** @template Found @param {() => Found} read */
  within(read) {
    if (this.depth >= MAX_DEPTH) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }

  /** @override @param {string} text */
  blockquote(text) {
    return this.within(() => super.blockquote(text));
  }

  /** @override @param {string} text */
  list(text) {
    return this.within(() => super.list(text));
  }

  /** @override */
  html() {
    return undefined;
  }

  /** @override @param {string} text */
  lheading(text) {
    // Each line of a list's item would be searched to its end.
    return this.lexer.state.top ? super.lheading(text) : undefined;
  }

  /** @override @param {string} text @returns {Tokens.Tag | undefined} */
  tag(text) {
    const tag = TAG.exec(text);
    return tag ? { type: 'html', raw: tag[0], text: tag[0], block: false, inLink: false, inRawBlock: false } : undefined;
  }

  /** @override @param {string} text */
  link(text) {
    if (!BRACKET.test(text)) return undefined;
    const part = text.slice(0, MAX_REACH);
    const marks = part.match(/["'(]/g)?.length ?? 0;
    if (marks > MAX_MARKS || !part.includes('](')) return undefined;
    return this.attempt(part, () => super.link(part), part.length * (1 + marks / 8));
  }

  /** @override @param {string} text @param {Parameters<Tokenizer['reflink']>[1]} links */
  reflink(text, links) {
    return BRACKET.test(text) ? this.attempt(text, () => super.reflink(text, links)) : undefined;
  }

  /** @override @param {string} text @param {string} masked @param {string} [before] */
  emStrong(text, masked, before = '') {
    // Within a word an underscore is a letter.
    if (!this.rules.inline.emStrongLDelim.test(text) || (text[0] === '_' && WORD.test(before))) return undefined;
    return this.attempt(text, () => super.emStrong(text, this.hidden(text, masked), before), text.length * WORK_OF_EMPHASIS);
  }

  /** The mask with formulas hidden, made once for each text and not for each mark. @param {string} text @param {string} masked */
  hidden(text, masked) {
    const known = this.masks.get(masked);
    if (known?.text.endsWith(text)) return known.hidden;
    const hidden = hideFormulas(text, masked.slice(-text.length));
    this.masks.set(masked, { text, hidden });
    return hidden;
  }

  /** @override @param {string} text */
  codespan(text) {
    return text[0] === '`' ? this.attempt(text, () => super.codespan(text)) : undefined;
  }

  /** @override @param {string} text */
  del(text) {
    return text[0] === '~' ? this.attempt(text, () => super.del(text)) : undefined;
  }

  /** @override @param {string} text */
  url(text) {
    return super.url(text.slice(0, MAX_REACH));
  }

  /** @override @param {string} text */
  inlineText(text) {
    // marked does not stop at a dollar, and looks at the whole text for its next mark.
    const dollar = text.indexOf('$', 1);
    const space = text.indexOf(' ', TEXT);
    const end = Math.min(dollar < 0 ? text.length : dollar, space < 0 ? text.length : space, 2 * TEXT);
    return super.inlineText(text.slice(0, end));
  }
}
