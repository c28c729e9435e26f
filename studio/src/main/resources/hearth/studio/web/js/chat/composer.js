/** Where the user writes. */
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { t } from '../i18n.js';
import { notice } from '../dialog.js';

/** None of the models that run here can see: better said at once than left out of the question. */
function refuseImages(event, data) {
  if ([...data?.files ?? []].some((file) => file.type.startsWith('image/'))) {
    event.preventDefault();
    notice(t('chat.noImages'), 'error');
  }
}

export class Composer {
  /**
   * @param does {send(text), stop()}
   * @param extras buttons beside the text
   */
  constructor(does, extras = []) {
    this.does = does;
    this.busy = false;
    this.area = h('textarea', {
      rows: 1, placeholder: t('chat.placeholder'), 'aria-label': t('chat.placeholder'),
      oninput: () => this.fit(),
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
    this.element = h('form', { class: 'composer', onsubmit: (event) => { event.preventDefault(); this.submit(true); } }, extras, this.area, this.button);
    this.setBusy(false);
  }

  submit(fromButton = false) {
    if (this.busy) {
      if (fromButton) this.does.stop();
      return;
    }
    const text = this.area.value.trim();
    if (!text) return;
    if (this.does.send(text) !== false) {
      this.area.value = '';
      this.fit();
    }
  }

  setBusy(busy) {
    this.busy = busy;
    const label = t(busy ? 'chat.stop' : 'chat.send');
    this.button.replaceChildren(icon(busy ? 'stop' : 'send'));
    this.button.setAttribute('aria-label', label);
    this.button.title = label;
  }

  fit() {
    this.area.style.height = 'auto';
    this.area.style.height = `${Math.min(this.area.scrollHeight, window.innerHeight * 0.4)}px`;
  }

  focus() {
    // On a phone the keyboard would cover what was just opened.
    if (window.matchMedia('(pointer: fine)').matches) this.area.focus();
  }
}
