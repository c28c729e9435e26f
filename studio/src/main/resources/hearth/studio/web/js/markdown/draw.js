/** Blocks of HTML to elements: cleaned, with formulas and code, and what makes them usable without a mouse. */
import { h } from '../dom.js';
import { t } from '../i18n.js';
import { cleanMath, cleanText } from './clean.js';
import { CodeView } from './code.js';
import { katex } from './libraries.js';
import { inVariant, mathMarkup } from './math.js';

const ALIGN = { left: 'start', right: 'end' };

/** The elements of a block of a MarkdownReader, and its views of code. @param old views of code that may go on */
export function drawBlock(block, old) {
  const fragment = cleanText(block.html());
  const each = (selector, change) => fragment.querySelectorAll(selector).forEach(change);
  const codes = [...fragment.querySelectorAll('pre')].map((pre) => drawCode(pre, !block.plain, old));
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
  return { codes, elements: [...fragment.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.data.trim()) };
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
