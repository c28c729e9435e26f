/** marked's tokenizer with bounds: markup is text, nesting has an end, and a text of hostile marks takes no more than linear time. Pure. */
import { Tokenizer } from '../../lib/marked/marked.esm.js';
import { hideFormulas } from './formulas.js';

const MAX_DEPTH = 8;
const WORK = 50_000;
const WORK_PER_CHARACTER = 300;
const BRACKET = /^!?\[/;

/** The only tags that are read; models use them where markdown has nothing. */
export const TAG = /^<(?:br ?\/?|\/?su[bp])>/i;

export class BoundedTokenizer extends Tokenizer {
  depth = 0;
  work = 0;
  masks = new Map();

  /** Before the marks within one block are read. */
  begin(length) {
    this.work = WORK + WORK_PER_CHARACTER * length;
    this.masks.clear();
  }

  /** A mark that may be looked for up to the end of the text; false if there were too many, then it is text. */
  spend(length) {
    this.work -= length;
    return this.work >= 0;
  }

  within(read) {
    if (this.depth >= MAX_DEPTH) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }

  blockquote(text) {
    return this.within(() => super.blockquote(text));
  }

  list(text) {
    return this.within(() => super.list(text));
  }

  html() {
    return undefined;
  }

  lheading(text) {
    // Each line of a list's item would be searched to its end.
    return this.lexer.state.top ? super.lheading(text) : undefined;
  }

  tag(text) {
    const tag = TAG.exec(text);
    return tag ? { type: 'html', raw: tag[0], text: tag[0], block: false, inLink: false, inRawBlock: false } : undefined;
  }

  link(text) {
    return BRACKET.test(text) && this.spend(text.length) ? this.within(() => super.link(text)) : undefined;
  }

  reflink(text, links) {
    return BRACKET.test(text) && this.spend(text.length) ? this.within(() => super.reflink(text, links)) : undefined;
  }

  emStrong(text, masked, before) {
    if ((text[0] !== '*' && text[0] !== '_') || !this.spend(text.length)) return undefined;
    return this.within(() => super.emStrong(text, this.hidden(text, masked), before));
  }

  /** The mask with formulas hidden, made once for each text and not for each mark. */
  hidden(text, masked) {
    const known = this.masks.get(masked);
    if (known?.text.endsWith(text)) return known.hidden;
    const hidden = hideFormulas(text, masked.slice(-text.length));
    this.masks.set(masked, { text, hidden });
    return hidden;
  }

  codespan(text) {
    return text[0] === '`' && this.spend(text.length) ? super.codespan(text) : undefined;
  }

  del(text) {
    return text[0] === '~' && this.spend(text.length) ? this.within(() => super.del(text)) : undefined;
  }

  inlineText(text) {
    // marked does not stop at a dollar.
    const dollar = text.indexOf('$', 1);
    return super.inlineText(dollar < 0 ? text : text.slice(0, dollar));
  }
}
