/** Shows markdown, also while it is being written: only blocks that changed are drawn again. */
import { h } from '../dom.js';
import { drawBlocks } from './draw.js';
import { MarkdownReader } from './reader.js';

export class MarkdownView {
  constructor() {
    this.element = h('div', { class: 'markdown' });
    this.reader = new MarkdownReader();
    /** @type {import('./draw.js').DrawnBlock[]} */
    this.shown = [];
  }

  /** Shows this text; cheap if it is the old text with something added. @param {string} text @param {boolean} [growing] whether more is to come */
  set(text, growing = false) {
    const blocks = this.reader.read(text, growing);
    let same = 0;
    while (same < blocks.length && same < this.shown.length && blocks[same]?.key === this.shown[same]?.key) same += 1;
    const old = this.shown.splice(same);
    old.forEach(({ elements }) => elements.forEach((element) => element.remove()));
    const changed = blocks.slice(same);
    for (const { key, elements, codes } of drawBlocks(changed, old.flatMap((each) => each.codes))) {
      this.element.append(...elements);
      this.shown.push({ key, elements, codes });
    }
  }
}
