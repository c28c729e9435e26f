/** Where the user writes. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { notice } from '../dialog.js';
import { DraftCount } from './draft-count.js';

/** None of the models that run here can see: better said at once than left out of the question. @param {Event} event @param {DataTransfer | null} data */
function refuseImages(event, data) {
  if ([...data?.files ?? []].some((file) => file.type.startsWith('image/'))) {
    event.preventDefault();
    notice(t('chat.noImages'), 'error');
  }
}

export class Composer {
  /**
   * @param {{send: (text: string) => boolean, stop: () => void, model: () => string}} does `send` answers false if nothing was sent
   * @param {Studio.Child} extras buttons beside the text
   */
  constructor(does, extras) {
    this.does = does;
    this.busy = false;
    this.area = h('textarea', {
      rows: 1, placeholder: t('chat.placeholder'), 'aria-label': t('chat.placeholder'),
      oninput: () => this.changed(),
      onpaste: (event) => refuseImages(event, event.clipboardData),
      ondrop: (event) => refuseImages(event, event.dataTransfer),
      onkeydown: (event) => {
        // While an input method composes a word, Enter chooses it.
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          this.submit();
        }
      },
    });
    this.button = h('button', { type: 'submit', class: 'primary round' });
    this.count = new DraftCount(does.model);
    this.element = h('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); this.submit(true); } },
      extras, h('div', { class: 'grow draft' }, this.area, this.count.element), this.button);
    this.setBusy(false);
  }

  submit(fromButton = false) {
    if (this.busy) {
      if (fromButton) this.does.stop();
      return;
    }
    const text = this.area.value.trim();
    if (!text || !this.does.send(text)) return;
    this.area.value = '';
    this.changed();
  }

  /** @param {boolean} busy */
  setBusy(busy) {
    this.busy = busy;
    const label = t(busy ? 'chat.stop' : 'chat.send');
    this.button.replaceChildren(icon(busy ? 'stop' : 'send'));
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
  }

  changed() {
    this.area.style.height = 'auto';
    this.area.style.height = `${Math.min(this.area.scrollHeight, window.innerHeight * 0.4)}px`;
    this.count.soon(this.area.value.trim());
  }

  focus() {
    // On a phone the keyboard would cover what was just opened.
    if (window.matchMedia('(pointer: fine)').matches) this.area.focus();
  }
}
