/** What a model would need and give here, from the header of a file that is not here yet. */
import { lookInHub, machine, measureBandwidth } from '../endpoints.js';
import { h, replace } from '../dom.js';
import { reasonOf } from '../failure.js';
import { icon } from '../icons.js';
import { bytes, number, t, tn } from '../i18n.js';
import { gradeOf } from '../quality.js';
import { fitTable } from '../machine/fit.js';
import { gradeWord } from './grade.js';

const CONTEXTS = [4096, 16384, 32768, 131072];

/** @type {Promise<void> | null} */
let measuring = null;

async function measureOnce() {
  const { bandwidth_bytes_per_second: known } = await machine();
  if (known === undefined) await measureBandwidth();
}

/** The memory's speed is measured once: without it no speed can be told. */
function measured() {
  measuring ??= measureOnce().catch((error) => {
    measuring = null;
    throw error;
  });
  return measuring;
}

/** A button and the place where its answer comes. */
export class Look {
  /** @param {string} reference what the file would be pulled by @param {string} label for those who hear many such buttons */
  constructor(reference, label) {
    this.reference = reference;
    this.label = label;
    this.box = h('div', { 'aria-live': 'polite' });
    this.button = h('button', { type: 'button', 'aria-label': t('look.askOf', { name: label }), onclick: () => this.ask() }, icon('search'), t('look.ask'));
  }

  async ask() {
    this.button.disabled = true;
    replace(this.box, h('p', { class: 'hint' }, t('look.asking')));
    try {
      await measured();
      const found = await lookInHub(this.reference, CONTEXTS);
      replace(this.box, facts(found), fitTable(found, this.label), h('p', { class: 'hint' }, t('look.header', { size: bytes(found.header_bytes), all: bytes(found.bytes) })));
    } catch (error) {
      replace(this.box, h('p', { class: 'problem' }, reasonOf(error)));
    } finally {
      this.button.disabled = false;
    }
  }
}

/** @param {Wire.Look} found */
function facts(found) {
  const grade = gradeWord(gradeOf(found.bits_per_weight));
  return h('p', {}, [bytes(found.bytes), found.architecture, t('look.parameters', { count: number(found.parameters / 1e6) }), found.quantization,
    t('look.bits', { bits: number(found.bits_per_weight, 1) }), grade, found.trained_context_length ? tn('models.context', found.trained_context_length) : ''].filter(Boolean).join(' · '));
}
