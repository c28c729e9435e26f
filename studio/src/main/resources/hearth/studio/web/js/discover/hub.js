/** Search in the hub, and the files of what is found. */
import { hubFiles, searchHub } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { isAbort, reasonOf } from '../failure.js';
import { icon } from '../icons.js';
import { bytes, date, number, t, tn } from '../i18n.js';
import { region, table } from '../controls.js';
import { bitsOf, gradeOf } from '../quality.js';
import { gradeWord } from './grade.js';
import { Look } from './look.js';
import { pullButton } from './pulls.js';

/** After so long a person wants to hear something. */
const PATIENCE = 1900;

export class Hub {
  asking = new AbortController();
  memory = 0;

  constructor() {
    this.state = h('p', { class: 'hint', role: 'status' });
    this.list = h('div', {});
    this.element = h('section', { 'aria-label': t('hub.title'), hidden: true }, h('h2', {}, t('hub.title')), this.state, this.list);
  }

  /** @param {string} words @param {number} memory that models may use */
  async search(words, memory) {
    this.memory = memory;
    this.element.hidden = false;
    this.asking.abort();
    const asking = new AbortController();
    this.asking = asking;
    replace(this.list);
    this.say(t('hub.searching'));
    const slow = setTimeout(() => this.say(t('hub.slow')), PATIENCE);
    try {
      const { results } = await searchHub(words, asking.signal);
      this.say(results.length ? tn('hub.found', results.length) : t('chats.noResult'));
      replace(this.list, results.map((repository) => this.card(repository)));
    } catch (error) {
      if (!isAbort(error)) this.say(t('hub.failed', { reason: reasonOf(error) }), true);
    } finally {
      clearTimeout(slow);
    }
  }

  /** @param {string} text */
  say(text, problem = false) {
    this.state.textContent = text;
    this.state.classList.toggle('problem', problem);
  }

  /** @param {Wire.Repository} repository */
  card({ id, downloads, likes, updated, gated }) {
    const files = h('div', { 'aria-live': 'polite' });
    const button = h('button', { type: 'button', 'aria-expanded': 'false', 'aria-label': t('hub.filesOf', { name: id }) }, icon('list'), t('hub.files'));
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      if (open) replace(files);
      else this.showFiles(id, files);
    });
    const facts = [tn('hub.downloads', downloads), tn('hub.likes', likes), updated ? date(updated) : ''];
    return h('article', { class: 'card', 'aria-label': id },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, id), gated && h('span', { class: 'tag' }, t('hub.gated'))),
      h('p', { class: 'hint' }, facts.filter(Boolean).join(' · ')), h('div', { class: 'buttons' }, button), files);
  }

  /** @param {string} repository @param {Element} place */
  async showFiles(repository, place) {
    replace(place, h('p', { class: 'hint' }, t('hub.searching')));
    try {
      const { files } = await hubFiles(repository);
      replace(place, files.length ? this.table(repository, files) : h('p', { class: 'hint' }, t('hub.noFiles')));
    } catch (error) {
      replace(place, h('p', { class: 'problem' }, t('hub.failed', { reason: reasonOf(error) })));
    }
  }

  /** @param {string} repository @param {Wire.HubFile[]} files */
  table(repository, files) {
    const answer = h('div', {});
    const columns = [{ name: t('hub.file') }, { name: t('workshop.size'), number: true }, { name: t('discover.quality') }, { name: t('fit.verdict') }, { name: '' }];
    return h('div', {}, region(t('hub.filesOf', { name: repository }), { class: 'table' }, table(columns, files.map((file) => this.row(file, answer)))), answer);
  }

  /** @param {Wire.HubFile} file @param {Element} answer the place where a look's answer comes */
  row(file, answer) {
    const look = new Look(file.reference, file.path);
    look.button.addEventListener('click', () => replace(answer, h('h4', {}, file.path), look.box));
    const grade = gradeWord(gradeOf(bitsOf(file.quantization)));
    const fits = file.bytes <= this.memory;
    return [h('td', { class: 'path' }, file.path), bytes(file.bytes), [file.quantization, grade].filter(Boolean).join(': '),
      h('td', { class: fits ? 'good' : 'problem' }, t(fits ? 'hub.weightsFit' : 'fit.no')),
      file.split ? t('hub.split') : h('div', { class: 'row' }, look.button, file.installed ? h('span', { class: 'tag on' }, t('discover.installed')) : pullButton(file.reference, file.path))];
  }
}

/** Cards of names that a registry may have. @param {string[]} names */
export function nameCards(names) {
  return names.map((name) => {
    const look = new Look(name, name);
    return h('article', { class: 'card', 'aria-label': name },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, name), h('div', { class: 'row' }, look.button, pullButton(name, name))), look.box);
  });
}

/** How many there are in all, when not all are shown. @param {number} shown @param {number} all */
export function moreNames(shown, all) {
  return all > shown ? h('p', { class: 'hint' }, t('discover.moreNames', { count: number(all - shown) })) : null;
}
