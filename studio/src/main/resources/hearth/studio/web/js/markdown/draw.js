/** Blocks of HTML to elements: cleaned, with formulas and code, and what makes them usable without a mouse. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { cleanMath, cleanText } from './clean.js';
import { CodeView } from './code.js';
import { katex } from './libraries.js';
import { inVariant, mathMarkup } from './math.js';

const ALIGN = { left: 'start', right: 'end' };

/** Formulas that were drawn: while a paragraph grows, those in it stay the same. */
const formulas = new Map();
const MAX_FORMULAS = 300;

/**
 * The elements of blocks of a MarkdownReader: for each block its elements, and its views of code. They are cleaned together, because each
 * cleaning makes a document.
 * @param old views of code that may go on
 */
export function drawBlocks(blocks, old) {
  if (!blocks.length) return [];
  const fragment = cleanText(blocks.map((block) => `<div>${block.html()}</div>`).join(''));
  return blocks.map((block, i) => drawBlock(block, fragment.children[i], old));
}

function drawBlock(block, box, old) {
  const each = (selector, change) => box.querySelectorAll(selector).forEach(change);
  const codes = [...box.querySelectorAll('pre')].map((pre) => drawCode(pre, !block.plain, old));
  each('div.formula', (formula) => {
    formula.tabIndex = 0;
    formula.setAttribute('role', 'group');
    formula.setAttribute('aria-label', t('code.formula'));
  });
  each('code.math', drawFormula);
  each('a', (link) => {
    link.target = '_blank';
    link.rel = 'noopener noreferrer nofollow';
    link.title = link.href;
  });
  each('th', (cell) => { cell.scope = 'col'; });
  // A wide table scrolls: it must be reachable by keyboard.
  each('table', (table) => {
    const scroll = h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('code.table') });
    table.replaceWith(scroll);
    scroll.append(table);
  });
  each('.task-done, .task-open', (mark) => {
    const done = mark.className === 'task-done';
    mark.closest('li')?.classList.add('task');
    mark.replaceWith(h('input', { type: 'checkbox', checked: done, disabled: true, 'aria-label': t(done ? 'code.done' : 'code.open') }));
  });
  return { codes, elements: [...box.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.data.trim()) };
}

function drawCode(pre, coloured, old) {
  const language = /(?:^|\s)language-(\S+)/.exec(pre.firstElementChild?.className ?? '')?.[1] ?? '';
  const text = pre.textContent.replace(/\n$/, '');
  const at = old.findIndex((view) => view.continues(language, text));
  const view = at < 0 ? new CodeView(language) : old.splice(at, 1)[0];
  view.set(text, coloured);
  pre.replaceWith(view.element);
  return view;
}

/** One that can't be read shows its source. */
function drawFormula(code) {
  katex.use((library) => {
    const math = formula(library, code.textContent, code.classList.contains('display'));
    if (math) code.replaceWith(math);
    else code.className = 'source';
  });
}

function formula(library, source, display) {
  const key = `${display}${source}`;
  if (!formulas.has(key)) {
    const markup = mathMarkup(library, source, display);
    const math = markup === null ? null : cleanMath(markup).querySelector('math');
    if (formulas.size >= MAX_FORMULAS) formulas.delete(formulas.keys().next().value);
    formulas.set(key, math && finishMath(math));
  }
  return formulas.get(key)?.cloneNode(true);
}

/** What browsers don't draw of KaTeX's MathML: letters of a variant, and sides and lines of tables. Words have their style from the style sheet. */
function finishMath(math) {
  for (const element of math.querySelectorAll(':is(mi, mn, mo)[mathvariant]')) {
    const variant = element.getAttribute('mathvariant');
    if (variant === 'normal') continue;
    element.textContent = inVariant(element.textContent, variant);
    element.removeAttribute('mathvariant');
  }
  for (const table of math.querySelectorAll('mtable')) {
    const aligns = table.getAttribute('columnalign')?.split(' ') ?? [];
    const columns = table.getAttribute('columnlines')?.split(' ') ?? [];
    const rows = table.getAttribute('rowlines')?.split(' ') ?? [];
    [...table.children].forEach((row, i) => [...row.children].forEach((cell, k) => {
      if (aligns[k]) cell.classList.add(`align-${ALIGN[aligns[k]] ?? 'center'}`);
      if (columns[k] && columns[k] !== 'none') cell.classList.add('line-right');
      if (rows[i] && rows[i] !== 'none') cell.classList.add('line-below');
    }));
  }
  return math;
}
