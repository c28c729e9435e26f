/** Libraries that many conversations never need. */

/** One that is asked for once; after a failure again. @template Library */
class Lazy {
  #load;
  /** @type {Promise<Library> | null} */
  #asked = null;
  /** @type {Library | null} */
  #there = null;

  /** @param {() => Promise<Library>} load */
  constructor(load) {
    this.#load = load;
  }

  ready() {
    this.#asked ??= this.#load().then((library) => {
      this.#there = library;
      return library;
    }).catch((error) => {
      this.#asked = null;
      throw error;
    });
    return this.#asked;
  }

  /** Calls back at once if it is there; never, if it can't be had: then the page keeps what it shows. @param {(library: Library) => void} callback */
  use(callback) {
    if (this.#there) callback(this.#there);
    else this.ready().then(callback, () => {});
  }
}

export const katex = new Lazy(async () => (await import('../../lib/katex/katex.mjs')).default);
