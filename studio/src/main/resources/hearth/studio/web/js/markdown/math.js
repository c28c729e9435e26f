/** Formulas of LaTeX as markup of MathML, by KaTeX. Pure. */

/** What may be drawn; KaTeX writes no other, the list is a wall. */
export const MATH_TAGS = ['math', 'mrow', 'mi', 'mo', 'mn', 'mtext', 'mspace', 'mfrac', 'msqrt', 'mroot', 'msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mmultiscripts', 'mprescripts',
  'mtable', 'mtr', 'mtd', 'mstyle', 'mpadded', 'mphantom', 'menclose'];
export const MATH_ATTRIBUTES = ['display', 'displaystyle', 'scriptlevel', 'mathvariant', 'mathcolor', 'mathbackground', 'mathsize', 'stretchy', 'fence', 'separator', 'symmetric', 'form', 'lspace', 'rspace',
  'accent', 'accentunder', 'largeop', 'movablelimits', 'minsize', 'maxsize', 'linethickness', 'width', 'height', 'depth', 'voffset', 'columnalign', 'columnlines', 'columnspacing', 'rowlines', 'rowspacing', 'notation'];

const MAX_LENGTH = 5000;
/** @type {import('../../lib/katex/katex.mjs').KatexOptions} */
const OPTIONS = { output: 'mathml', throwOnError: true, strict: 'ignore', trust: false, maxSize: 20, maxExpand: 500 };

/** @param {Pick<typeof import('../../lib/katex/katex.mjs').default, 'renderToString'>} katex @param {string} source with its marks @param {boolean} display @returns {string | null} null if it can't be read */
export function mathMarkup(katex, source, display) {
  const mark = source.startsWith('$') && !source.startsWith('$$') ? 1 : 2;
  const tex = source.slice(mark, -mark).trim();
  if (!tex || tex.length > MAX_LENGTH) return null;
  try {
    // The policy lets no style attribute in; only borders and shadows have one.
    return katex.renderToString(tex, { ...OPTIONS, displayMode: display, macros: {} }).replace(/ style="[^"]*"/g, '');
  } catch {
    return null;
  }
}

/** @typedef {'upper' | 'lower' | 'digit' | 'greekUpper' | 'greekLower'} Range */

/** Where the letters of a variant begin in Unicode, and those that stand elsewhere. @type {Record<string, {[name in Range]?: number} & {odd?: Partial<Record<string, string>>}>} */
const VARIANTS = {
  bold: { upper: 0x1D400, lower: 0x1D41A, digit: 0x1D7CE, greekUpper: 0x1D6A8, greekLower: 0x1D6C2 },
  italic: { upper: 0x1D434, lower: 0x1D44E, greekUpper: 0x1D6E2, greekLower: 0x1D6FC, odd: { h: 'ℎ' } },
  'bold-italic': { upper: 0x1D468, lower: 0x1D482, digit: 0x1D7CE, greekUpper: 0x1D71C, greekLower: 0x1D736 },
  'double-struck': { upper: 0x1D538, lower: 0x1D552, digit: 0x1D7D8, odd: { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' } },
  script: { upper: 0x1D49C, lower: 0x1D4B6, odd: { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ', e: 'ℯ', g: 'ℊ', o: 'ℴ' } },
  fraktur: { upper: 0x1D504, lower: 0x1D51E, odd: { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' } },
  'sans-serif': { upper: 0x1D5A0, lower: 0x1D5BA, digit: 0x1D7E2 },
  'bold-sans-serif': { upper: 0x1D5D4, lower: 0x1D5EE, digit: 0x1D7EC },
  'sans-serif-italic': { upper: 0x1D608, lower: 0x1D622 },
  'sans-serif-bold-italic': { upper: 0x1D63C, lower: 0x1D656 },
  monospace: { upper: 0x1D670, lower: 0x1D68A, digit: 0x1D7F6 },
};
/** @type {[Range, string, string][]} */
const RANGES = [['upper', 'A', 'Z'], ['lower', 'a', 'z'], ['digit', '0', '9'], ['greekUpper', 'Α', 'Ω'], ['greekLower', 'α', 'ω']];

/** A text in the letters of MathML's `mathvariant`: browsers have given the attribute up, Unicode has the letters. @param {string} text @param {string} name */
export function inVariant(text, name) {
  const variant = VARIANTS[name];
  if (!variant) return text;
  return [...text].map((letter) => {
    const [range, first] = RANGES.find(([, from, to]) => letter >= from && letter <= to) ?? [];
    const begin = range && variant[range];
    const moved = begin && first ? String.fromCodePoint(begin + (letter.codePointAt(0) ?? 0) - (first.codePointAt(0) ?? 0)) : letter;
    return variant.odd?.[letter] ?? moved;
  }).join('');
}
