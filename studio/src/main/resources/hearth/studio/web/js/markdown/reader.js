/** Markdown to blocks of HTML, by marked; also while it is being written. Pure. */
import { Lexer, Marked } from '../../lib/marked/marked.esm.js';
import { escape } from './escape.js';
import { formulaExtensions } from './formula-tokens.js';
import { LazyParser, TextRenderer } from './render.js';
import { BoundedTokenizer } from './tokenizer.js';

/** @import { Token, TokensList } from '../../lib/marked/marked.esm.js' */

/** A block longer than this is not drawn anew at each frame: it is plain until it is finished. */
const MAX_GROWING = 10_000;
const BLANK = 'space';
/** @type {{text: string, blocks: Block[]}} */
const NOTHING = { text: '', blocks: [] };
const NO_END = { length: 0, count: 0 };

const { defaults } = new Marked({ gfm: true, extensions: formulaExtensions });

/** A part of a text that is drawn by itself. Equal keys mean equal HTML. */
export class Block {
  /** @type {string | undefined} */
  written;

  /** @param {string} key @param {() => string} write @param {boolean} [plain] */
  constructor(key, write, plain = false) {
    this.key = key;
    this.write = write;
    /** Whether its code has no colours yet. */
    this.plain = plain;
  }

  html() {
    this.written ??= this.write();
    return this.written;
  }
}

export class MarkdownReader {
  /** The beginning of a growing text that more text can't change. */
  #finished = NOTHING;

  /** @param {string} source @param {boolean} [growing] whether more is to come: then the last block is cheap rather than complete */
  read(source, growing = false) {
    const text = source.replace(/\r\n?/g, '\n');
    let finished = growing && text.startsWith(this.#finished.text) ? this.#finished : NOTHING;
    let { blocks, end, named } = readBlocks(text.slice(finished.text.length), growing);
    if (named && finished !== NOTHING) {
      // An address explained here may belong to a name above.
      finished = NOTHING;
      ({ blocks, end } = readBlocks(text, growing));
    }
    const all = [...finished.blocks, ...blocks];
    this.#finished = growing ? { text: text.slice(0, finished.text.length + end.length), blocks: all.slice(0, finished.blocks.length + end.count) } : NOTHING;
    return all;
  }
}

/** @param {string} text @param {boolean} growing */
function readBlocks(text, growing) {
  const tokenizer = new BoundedTokenizer();
  const lexer = new Lexer({ ...defaults, tokenizer, renderer: new TextRenderer() });
  try {
    lexer.blockTokens(text, lexer.tokens);
  } catch {
    return { blocks: [plainBlock(text)], end: NO_END, named: false };
  }
  const { tokens } = lexer;
  const links = JSON.stringify(tokens.links);
  const named = links !== '{}';
  const parser = new LazyParser(lexer.options, lexer);
  const shown = tokens.filter(({ type }) => type !== BLANK && type !== 'def');
  const blocks = shown.map((token, i) => {
    const long = growing && i === shown.length - 1 && token.raw.length > MAX_GROWING;
    if (long && token.type !== 'code') return plainBlock(token.raw);
    // A name for an address may be explained anywhere in the text.
    const names = named && token.raw.includes('[') ? links : '';
    return new Block(`${long ? 'long' : ''}\0${names}\0${token.raw}`, () => write(token, tokenizer, parser), long);
  });
  return { blocks, end: named ? NO_END : finishedEnd(text, tokens), named };
}

/** @param {Token} token @param {BoundedTokenizer} tokenizer @param {LazyParser} parser */
function write(token, tokenizer, parser) {
  tokenizer.begin(token.raw.length);
  try {
    return parser.parse([token]);
  } catch {
    return plain(token.raw);
  }
}

/** @param {string} text */
function plainBlock(text) {
  return new Block(`plain\0\0${text}`, () => plain(text));
}

/** @param {string} text */
function plain(text) {
  return `<p class="plain">${escape(text)}</p>`;
}

/**
 * How many of the characters and blocks are finished: all but the last two blocks, if an empty line divides. The last one may become
 * part of the one before it, as a number becomes an item of the list above.
 * @param {string} text @param {TokensList} tokens
 */
function finishedEnd(text, tokens) {
  let length = 0;
  let count = 0;
  const ends = [NO_END];
  for (const { type, raw } of tokens) {
    if (type !== BLANK) {
      ends.push(text.startsWith('\n\n', length - 2) ? { length, count } : ends.at(-1) ?? NO_END);
      count += 1;
    }
    // Not every token keeps its text as it was.
    if (!text.startsWith(raw, length)) break;
    length += raw.length;
  }
  return ends.at(-2) ?? NO_END;
}
