/** Blocks of HTML to elements: cleaned, with formulas and code, and what makes them usable without a mouse. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { region } from '../controls.js';
import { cleanMath, cleanText } from './clean.js';
import { CodeView } from './code.js';
import { katex } from './libraries.js';
import { inVariant, mathMarkup } from './math.js';

/** @type {Partial<Record<string, string>>} */
const ALIGN = { left: 'start', right: 'end' };

/** Formulas that were drawn: while a paragraph grows, those in it stay the same. @type {Map<string, Element | null>} */
const formulas = new Map();
const MAX_FORMULAS = 300;

/** @typedef {{key: string, codes: CodeView[], elements: ChildNode[]}} DrawnBlock */

/**
 * The elements of blocks of a MarkdownReader: for each block its elements, and its views of code. They are cleaned together, because each
 * cleaning makes a document.
 * @param {import('./reader.js').Block[]} blocks
 * @param {CodeView[]} old views of code that may go on
 * @returns {DrawnBlock[]}
 */
export function drawBlocks(blocks, old) {
  if (!blocks.length) return [];
  const fragment = cleanText(blocks.map((block) => `<div>${block.html()}</div>`).join(''));
  return blocks.map((block, i) => drawBlock(block, fragment.children[i] ?? h('div', {}), old));
}

/** @param {import('./reader.js').Block} block @param {Element} box its HTML, cleaned @param {CodeView[]} old */
function drawBlock(block, box, old) {
  const codes = [...box.querySelectorAll('pre')].map((pre) => drawCode(pre, !block.plain, old));
  for (const formula of box.querySelectorAll('div')) {
    if (!formula.classList.contains('formula')) continue;
    formula.tabIndex = 0;
    formula.setAttribute('role', 'group');
    formula.setAttribute('aria-label', t('code.formula'));
  }
  box.querySelectorAll('code.math').forEach(drawFormula);
  for (const link of box.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    link.title = link.href;
  }
  for (const cell of box.querySelectorAll('th')) cell.scope = 'col';
  // A wide table scrolls: it must be reachable by keyboard.
  for (const table of box.querySelectorAll('table')) {
    const scroll = region(t('code.table'), { class: 'table' });
    table.replaceWith(scroll);
    scroll.append(table);
  }
  for (const mark of box.querySelectorAll('.task-done, .task-open')) {
    const done = mark.className === 'task-done';
    mark.closest('li')?.classList.add('task');
    mark.replaceWith(h('input', { type: 'checkbox', checked: done, disabled: true, 'aria-label': t(done ? 'code.done' : 'code.open') }));
  }
  return { key: block.key, codes, elements: [...box.childNodes].filter((node) => !(node instanceof Text) || node.data.trim() !== '') };
}

/** @param {HTMLPreElement} pre @param {boolean} coloured @param {CodeView[]} old */
function drawCode(pre, coloured, old) {
  const language = /(?:^|\s)language-(\S+)/.exec(pre.firstElementChild?.className ?? '')?.[1] ?? '';
  const text = (pre.textContent ?? '').replace(/\n$/, '');
  const at = old.findIndex((each) => each.continues(language, text));
  const view = (at < 0 ? null : old.splice(at, 1)[0]) ?? new CodeView(language);
  view.set(text, coloured);
  pre.replaceWith(view.element);
  return view;
}

/** One that can't be read shows its source. @param {Element} code */
function drawFormula(code) {
  katex.use((library) => {
    const math = formula(library, code.textContent ?? '', code.classList.contains('display'));
    if (math) code.replaceWith(math);
    else code.className = 'source';
  });
}

/** @param {Parameters<typeof mathMarkup>[0]} library @param {string} source @param {boolean} display @returns {Node | null} */
function formula(library, source, display) {
  const key = `${display}${source}`;
  let math = formulas.get(key);
  if (math === undefined) {
    const markup = mathMarkup(library, source, display);
    const drawn = markup === null ? null : cleanMath(markup).querySelector('math');
    math = drawn && finishMath(drawn);
    const oldest = formulas.keys().next();
    if (formulas.size >= MAX_FORMULAS && !oldest.done) formulas.delete(oldest.value);
    formulas.set(key, math);
  }
  return math && math.cloneNode(true);
}

/** What browsers don't draw of KaTeX's MathML: letters of a variant, and sides and lines of tables. Words have their style from the style sheet. @param {Element} math */
function finishMath(math) {
  for (const element of math.querySelectorAll(':is(mi, mn, mo)[mathvariant]')) {
    const variant = element.getAttribute('mathvariant') ?? '';
    if (variant === 'normal') continue;
    element.textContent = inVariant(element.textContent ?? '', variant);
    element.removeAttribute('mathvariant');
  }
  for (const table of math.querySelectorAll('mtable')) {
    const aligns = table.getAttribute('columnalign')?.split(' ') ?? [];
    const columns = table.getAttribute('columnlines')?.split(' ') ?? [];
    const rows = table.getAttribute('rowlines')?.split(' ') ?? [];
    [...table.children].forEach((row, i) => [...row.children].forEach((cell, k) => {
      const align = aligns[k];
      if (align) cell.classList.add(`align-${ALIGN[align] ?? 'center'}`);
      if (columns[k] && columns[k] !== 'none') cell.classList.add('line-right');
      if (rows[i] && rows[i] !== 'none') cell.classList.add('line-below');
    }));
  }
  return math;
}
