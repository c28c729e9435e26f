/** Libraries that many conversations never need: asked for by the first formula, the first code. */
import { h } from '../dom.js';

/** One that is asked for once; after a failure again. */
class Lazy {
  #load;
  #asked = null;
  #there = null;

  constructor(load) {
    this.#load = load;
  }

  ready() {
    this.#asked ??= this.#load().then((library) => { this.#there = library; return library; }).catch((error) => { this.#asked = null; throw error; });
    return this.#asked;
  }

  /** Calls back at once if it is there; never, if it can't be had: then the page keeps what it shows. */
  use(callback) {
    if (this.#there) callback(this.#there);
    else this.ready().then(callback, () => {});
  }
}

/** A script that is no module. */
function script(path) {
  return new Promise((resolve, reject) => {
    document.head.append(h('script', { src: new URL(path, import.meta.url).pathname, onload: resolve, onerror: reject }));
  });
}

export const katex = new Lazy(async () => (await import('../../lib/katex/katex.mjs')).default);

export const highlighter = new Lazy(async () => {
  await script('../../lib/highlight/highlight.min.js');
  return globalThis.hljs;
});

const languages = {};

/** highlight.js with one more language. */
export function highlighterWith(language) {
  languages[language] ??= new Lazy(async () => {
    const library = await highlighter.ready();
    await script(`../../lib/highlight/languages/${language}.min.js`);
    return library;
  });
  return languages[language];
}
