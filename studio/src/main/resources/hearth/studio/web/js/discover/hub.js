/** Search in the hub, and the files of what is found. */
import { h, replace } from '../dom.js';
import { icon } from '../icons.js';
import { bytes, date, number, t, tn } from '../i18n.js';
import { call } from '../api.js';
import { bitsOf, gradeOf } from '../quality.js';
import { gradeWord } from './grade.js';
import { Look } from './look.js';
import { startPull } from './pulls.js';

/** After so long a person wants to hear something. */
const PATIENCE = 1900;

export class Hub {
  constructor() {
    this.state = h('p', { class: 'hint', role: 'status' });
    this.list = h('div', {});
    this.element = h('section', { 'aria-label': t('hub.title'), hidden: true }, h('h2', {}, t('hub.title')), this.state, this.list);
  }

  /** @param machine facts of it: memory, disk */
  async search(words, machine) {
    this.machine = machine;
    this.element.hidden = false;
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    replace(this.list);
    this.say(t('hub.searching'));
    const slow = setTimeout(() => this.say(t('hub.slow')), PATIENCE);
    try {
      const { results } = await call('GET', `/studio/api/hub/search?q=${encodeURIComponent(words)}`, undefined, asking.signal);
      this.say(results.length ? tn('hub.found', results.length) : t('chats.noResult'));
      replace(this.list, results.map((repository) => this.card(repository)));
    } catch (error) {
      if (error.name !== 'AbortError') this.say(t('hub.failed', { reason: error instanceof TypeError ? t('error.server') : error.message }), true);
    } finally {
      clearTimeout(slow);
    }
  }

  say(text, problem = false) {
    this.state.textContent = text;
    this.state.classList.toggle('problem', problem);
  }

  card(repository) {
    const files = h('div', { 'aria-live': 'polite' });
    const button = h('button', { type: 'button', 'aria-expanded': 'false', 'aria-label': t('hub.filesOf', { name: repository.id }) }, icon('list'), t('hub.files'));
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      if (open) replace(files);
      else this.showFiles(repository.id, files);
    });
    const facts = [tn('hub.downloads', repository.downloads), tn('hub.likes', repository.likes), repository.updated ? date(repository.updated) : null];
    return h('article', { class: 'card', 'aria-label': repository.id },
      h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, repository.id), repository.gated ? h('span', { class: 'tag' }, t('hub.gated')) : null),
      h('p', { class: 'hint' }, facts.filter(Boolean).join(' · ')), h('div', { class: 'buttons' }, button), files);
  }

  async showFiles(repository, place) {
    replace(place, h('p', { class: 'hint' }, t('hub.searching')));
    try {
      const { files } = await call('GET', `/studio/api/hub/files?repository=${encodeURIComponent(repository)}`);
      replace(place, files.length ? this.table(repository, files) : h('p', { class: 'hint' }, t('hub.noFiles')));
    } catch (error) {
      replace(place, h('p', { class: 'problem' }, t('hub.failed', { reason: error.message })));
    }
  }

  table(repository, files) {
    const answer = h('div', {});
    const head = [t('hub.file'), t('workshop.size'), t('discover.quality'), t('fit.verdict'), ''];
    return h('div', {}, h('div', { class: 'table', tabindex: '0', role: 'region', 'aria-label': t('hub.filesOf', { name: repository }) }, h('table', {},
      h('thead', {}, h('tr', {}, head.map((each, i) => (each ? h('th', { scope: 'col', class: i === 1 ? 'number' : null }, each) : h('td', {}))))),
      h('tbody', {}, files.map((file) => this.row(file, answer))))), answer);
  }

  row(file, answer) {
    const look = new Look(file.reference, file.path);
    look.button.addEventListener('click', () => replace(answer, h('h4', {}, file.path), look.box));
    const grade = gradeWord(gradeOf(bitsOf(file.quantization)));
    const fits = file.bytes <= this.machine.memory_limit_bytes;
    const pull = h('button', { type: 'button', 'aria-label': t('hub.pullOf', { name: file.path }), onclick: () => startPull(file.reference) }, icon('discover'), t('discover.pull'));
    return h('tr', {}, h('td', { class: 'path' }, file.path), h('td', { class: 'number' }, bytes(file.bytes)),
      h('td', {}, [file.quantization, grade].filter(Boolean).join(': ')),
      h('td', { class: fits ? 'good' : 'problem' }, t(fits ? 'hub.weightsFit' : 'fit.no')),
      h('td', {}, file.split ? t('hub.split') : h('div', { class: 'row' }, look.button, file.installed ? h('span', { class: 'tag on' }, t('discover.installed')) : pull)));
  }
}

/** Cards of names that a registry may have. */
export function nameCards(names) {
  return names.map((name) => {
    const look = new Look(name, name);
    return h('article', { class: 'card', 'aria-label': name }, h('div', { class: 'row wrap' }, h('h3', { class: 'grow' }, name), look.button,
      h('button', { type: 'button', 'aria-label': t('hub.pullOf', { name }), onclick: () => startPull(name) }, icon('discover'), t('discover.pull'))), look.box);
  });
}

/** How many there are in all, when not all are shown. */
export function moreNames(shown, all) {
  return all > shown ? h('p', { class: 'hint' }, t('discover.moreNames', { count: number(all - shown) })) : null;
}
