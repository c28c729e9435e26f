/** Shows markdown, also while it is being written: only blocks that changed are drawn again. */
import { h } from '../dom.js';
import { drawBlocks } from './draw.js';
import { MarkdownReader } from './reader.js';

export class MarkdownView {
  constructor() {
    this.element = h('div', { class: 'markdown' });
    this.reader = new MarkdownReader();
    this.shown = [];
  }

  /** Shows this text; cheap if it is the old text with something added. @param growing whether more is to come */
  set(text, growing = false) {
    const blocks = this.reader.read(text, growing);
    let same = 0;
    while (same < blocks.length && same < this.shown.length && blocks[same].key === this.shown[same].key) same += 1;
    const old = this.shown.splice(same);
    old.forEach(({ elements }) => elements.forEach((element) => element.remove()));
    const changed = blocks.slice(same);
    drawBlocks(changed, old.flatMap(({ codes }) => codes)).forEach(({ elements, codes }, i) => {
      this.element.append(...elements);
      this.shown.push({ key: changed[i].key, elements, codes });
    });
  }
}
