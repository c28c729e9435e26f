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
