/** Lets only the answer of the newest question through; null for an older one, which would undo what is known since. */
export function newest() {
  let turn = 0;
  /** @template T @param {Promise<T>} asked @returns {Promise<T | null>} */
  return async (asked) => {
    turn += 1;
    const mine = turn;
    const answer = await asked;
    return mine === turn ? answer : null;
  };
}

/** Asks again and again as long as something is looked at. One that takes long is waited for; one that fails is tried again. */
export class Poll {
  #ask;
  #every;
  #running = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {number} every milliseconds @param {() => Promise<unknown>} ask */
  constructor(every, ask) {
    this.#every = every;
    this.#ask = ask;
  }

  start() {
    this.#running = true;
    this.#wait();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      await this.#ask().catch(() => {});
      if (this.#running) this.#wait();
    }, this.#every);
  }
}
