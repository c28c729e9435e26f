/** Shows markdown, also while it is being written: only blocks that changed are drawn again. */
import { h, mathml } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { copyText } from '../dialog.js';
import { parseBlocks } from './blocks.js';
import { parseMath } from './math.js';
import { parseInline } from './inline.js';
import { highlight } from './highlight.js';

const TAGS = { em: 'em', strong: 'strong', del: 'del' };

export class MarkdownView {
  constructor() {
    this.element = h('div', { class: 'markdown' });
    this.shown = [];
  }

  /** Shows this text; cheap if it is the old text with something added. */
  set(text) {
    const blocks = parseBlocks(text);
    let same = 0;
    while (same < blocks.length && same < this.shown.length && blocks[same].src === this.shown[same].src) same += 1;
    while (this.element.children.length > same) this.element.lastChild.remove();
    for (const block of blocks.slice(same)) this.element.append(drawBlock(block));
    this.shown = blocks;
  }
}

function drawBlock(block) {
  switch (block.type) {
    // The page has headings of its own above these.
    case 'h': return h(`h${Math.min(6, block.level + 2)}`, {}, drawInline(block.text));
    case 'code': return drawCode(block);
    case 'math': return drawFormula(block);
    case 'quote': return h('blockquote', {}, block.blocks.map(drawBlock));
    case 'list': return drawList(block);
    case 'table': return drawTable(block);
    case 'hr': return h('hr');
    default: return h('p', {}, drawInline(block.text));
  }
}

function drawInline(text) {
  return parseInline(text).map(drawNode);
}

function drawNode(node) {
  switch (node.t) {
    case 'text': return node.v;
    case 'code': return h('code', {}, node.v);
    case 'math': return drawMath(node.v, node.display) ?? h('code', {}, node.src);
    case 'br': return h('br');
    case 'group': return node.c.map(drawNode);
    case 'link': return h('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer nofollow', title: node.href }, node.c.map(drawNode));
    default: return h(TAGS[node.t], {}, node.c.map(drawNode));
  }
}

/** One that can't be read, or is still being written, shows its source. */
function drawFormula({ math, open, mark }) {
  const drawn = open ? null : drawMath(math, true);
  if (drawn) return h('div', { class: 'formula', tabindex: '0', role: 'group', 'aria-label': t('code.formula') }, drawn);
  return h('p', {}, h('code', { class: 'source' }, open ? `${mark}${math}` : math));
}

function drawMath(source, block) {
  const tree = parseMath(source, block);
  const draw = ({ tag, attrs, v, c }) => mathml(tag, attrs, v ?? c.map(draw));
  return tree && draw(tree);
}

function drawCode({ language, code }) {
  const pieces = highlight(code, language).map(([kind, text]) => (kind ? h('span', { class: `hl-${kind}` }, text) : text));
  return h('figure', { class: 'code' },
    h('figcaption', {}, h('span', {}, language || t('code.text')),
      h('button', { type: 'button', class: 'quiet small', onclick: () => copyText(code) }, icon('copy'), t('code.copy'))),
    // Wide code scrolls: it must be reachable by keyboard.
    h('pre', { tabindex: '0', role: 'region', 'aria-label': t('code.label', { language: language || t('code.text') }) }, h('code', {}, pieces)));
}

function drawList({ ordered, start, loose, items }) {
  const drawn = items.map(({ task, blocks }) => h('li', { class: task === null ? null : 'task' },
    task === null ? null : h('input', { type: 'checkbox', checked: task, disabled: true, 'aria-label': t(task ? 'code.done' : 'code.open') }),
    blocks.map((block, i) => (block.type === 'p' && !loose && i === 0 ? drawInline(block.text) : drawBlock(block)))));
  return ordered ? h('ol', { start: start === 1 ? null : start }, drawn) : h('ul', {}, drawn);
}

function drawTable({ head, aligns, rows }) {
  const cell = (tag, text, i) => h(tag, { class: `align-${aligns[i] ?? 'start'}`, scope: tag === 'th' ? 'col' : null }, drawInline(text));
  return h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('code.table') }, h('table', {},
    h('thead', {}, h('tr', {}, head.map((text, i) => cell('th', text, i)))),
    h('tbody', {}, rows.map((row) => h('tr', {}, row.map((text, i) => cell('td', text, i)))))));
}
