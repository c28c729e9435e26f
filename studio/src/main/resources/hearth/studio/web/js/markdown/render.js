/** Tokens of marked to HTML of few tags, with nothing in it that a model wrote but text and addresses. Pure. */
import { Parser, Renderer } from '../../lib/marked/marked.esm.js';
import { escape } from './escape.js';
import { safeAddress } from './links.js';
import { TAG } from './tokenizer.js';

/** @import { Lexer, MarkedOptions, Token, Tokens } from '../../lib/marked/marked.esm.js' */

/** A longer paragraph is no prose; it is shown as it is. */
const MAX_INLINE = 10_000;
/** @type {Partial<Record<string, string>>} */
const ALIGN = { center: 'center', right: 'end' };

export class TextRenderer extends Renderer {
  /** Whether the words of a link are being written: a link holds no other. */
  linked = false;

  /** @override @param {Tokens.HTML | Tokens.Tag} token */
  html({ text }) {
    return TAG.test(text) ? text.toLowerCase() : escape(text);
  }

  /** @override @param {Tokens.Text | Tokens.Escape} token */
  text(token) {
    // References such as &amp; are read, as markdown has it; what comes of them is text.
    return super.text({ ...token, type: 'text', escaped: false });
  }

  /** @override @param {Tokens.Heading} token */
  heading({ tokens, depth }) {
    // The page has headings of its own above these.
    const tag = `h${Math.min(6, depth + 2)}`;
    return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`;
  }

  /** @override @param {Tokens.Link} token */
  link({ href, tokens }) {
    if (this.linked) return this.parser.parseInline(tokens);
    this.linked = true;
    try {
      return this.address(href, this.parser.parseInline(tokens));
    } finally {
      this.linked = false;
    }
  }

  /** To show a picture would fetch it. @override @param {Tokens.Image} token */
  image({ href, text }) {
    return this.linked ? escape(text || href) : this.address(href, escape(text));
  }

  /** @param {string} href @param {string} words HTML */
  address(href, words) {
    const safe = safeAddress(href);
    if (safe) return `<a href="${escape(safe)}">${words || escape(href)}</a>`;
    return href && words !== escape(href) ? `${words} (${escape(href)})` : words;
  }

  /** @override @param {Tokens.Checkbox} token */
  checkbox({ checked }) {
    return `<span class="task-${checked ? 'done' : 'open'}"></span> `;
  }

  /** @override @param {Tokens.TableCell} token */
  tablecell({ tokens, header, align }) {
    const tag = header ? 'th' : 'td';
    return `<${tag} class="align-${ALIGN[align ?? ''] ?? 'start'}">${this.parser.parseInline(tokens)}</${tag}>`;
  }
}

/** Reads what is within a block only when it is written: of a growing text most blocks never are. */
export class LazyParser extends Parser {
  /** @param {MarkedOptions} options @param {Lexer} lexer */
  constructor(options, lexer) {
    super(options);
    this.lexer = lexer;
    this.unread = new Map(lexer.inlineQueue.map(({ src, tokens }) => [tokens, src]));
  }

  /** @override @param {Token[]} tokens @param {Parameters<Parser['parseInline']>[1]} [renderer] */
  parseInline(tokens, renderer) {
    const source = this.unread.get(tokens);
    if (source !== undefined) {
      this.unread.delete(tokens);
      if (source.length > MAX_INLINE) tokens.push({ type: 'text', raw: source, text: source, escaped: false });
      else this.lexer.inlineTokens(source, tokens);
    }
    return super.parseInline(tokens, renderer);
  }
}
