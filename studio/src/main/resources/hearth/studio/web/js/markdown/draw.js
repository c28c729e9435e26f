/** Blocks of HTML to elements: cleaned, with formulas, colours, copy buttons, and what makes them usable without a mouse. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { copyText } from '../dialog.js';
import { cleanCode, cleanMath, cleanText } from './clean.js';
import { colourMarkup, extraLanguage } from './colours.js';
import { highlighter, highlighterWith, katex } from './libraries.js';
import { inVariant, mathMarkup } from './math.js';

const ALIGN = { left: 'start', right: 'end' };

/** The elements of a block of a MarkdownReader. */
export function drawBlock(block) {
  const fragment = cleanText(block.html());
  const each = (selector, change) => fragment.querySelectorAll(selector).forEach(change);
  each('pre', (pre) => pre.replaceWith(codeFigure(pre, !block.plain)));
  each('div.formula', (box) => {
    box.tabIndex = 0;
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', t('code.formula'));
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
    const box = h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('code.table') });
    table.replaceWith(box);
    box.append(table);
  });
  each('.task-done, .task-open', (mark) => {
    const done = mark.className === 'task-done';
    mark.closest('li')?.classList.add('task');
    mark.replaceWith(h('input', { type: 'checkbox', checked: done, disabled: true, 'aria-label': t(done ? 'code.done' : 'code.open') }));
  });
  return [...fragment.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.data.trim());
}

function codeFigure(pre, coloured) {
  const language = /(?:^|\s)language-(\S+)/.exec(pre.firstElementChild?.className ?? '')?.[1] ?? '';
  const text = pre.textContent.replace(/\n$/, '');
  const code = h('code', {}, text);
  if (coloured && language) colour(code, text, language);
  return h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, language || t('code.text')),
      h('button', { type: 'button', class: 'quiet small', onclick: () => copyText(text) }, icon('copy'), t('code.copy'))),
    h('pre', { tabindex: '0', role: 'region', 'aria-label': t('code.label', { language: language || t('code.text') }) }, code));
}

function colour(code, text, language) {
  const extra = extraLanguage(language);
  (extra ? highlighterWith(extra) : highlighter).use((library) => {
    const markup = colourMarkup(library, text, language);
    if (markup !== null) code.replaceChildren(cleanCode(markup));
  });
}

/** One that can't be read shows its source. */
function drawFormula(code) {
  katex.use((library) => {
    const markup = mathMarkup(library, code.textContent, code.classList.contains('display'));
    const math = markup === null ? null : cleanMath(markup).querySelector('math');
    if (math) code.replaceWith(finishMath(math));
    else code.className = 'source';
  });
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
