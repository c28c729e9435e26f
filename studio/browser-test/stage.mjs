// What every story has: pages that are watched, checks, pictures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** Nothing of the browser's own goes out, and no earlier visit counts. */
export const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** On a busy machine everything takes long; what never happens fails all the same. */
export const PATIENCE = Number(process.env.STORY_PATIENCE ?? 120_000);

/** So many times slower than it is the browser's processor is made, to find what is decided by its speed. */
const SLOWER = Number(process.env.STORY_SLOWER ?? 1);

/** A picture of a long page ends here. */
const TALLEST = 5000;

export const WIDE = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

/** Where each page is, and what is there when it is drawn. */
export const PAGES = {
  chat: '.composer textarea', compare: '.compare select option', documents: '.documents-page h1', models: 'article.card', discover: 'article.card',
  workshop: '.tabs + div select option', server: '.cards .big', machine: '.big', settings: 'dd.mono',
};

export class Stage {
  /** @param given {browser, url, folder, name, axe: path, hub: address of a hub that can be told to be slow} */
  constructor(given) {
    Object.assign(this, given);
    this.contexts = [];
    this.lines = [];
    this.console = [];
    this.troubles = [];
    this.crashed = false;
  }

  say(text) {
    this.lines.push(text);
  }

  /**
   * A page in a browser that was never here before.
   * @param options of the context: viewport, colorScheme, locale …
   * @param known errors of the console that belong to the story
   */
  async open(hash = '', options = WIDE, known = /^$/, url = this.url) {
    const context = await this.browser.newContext({ locale: 'en-US', colorScheme: 'light', ...options });
    this.contexts.push(context);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    context.setDefaultTimeout(PATIENCE);
    // A notice goes by itself, perhaps before the story looks.
    await context.addInitScript(() => {
      window.noticed = [];
      const look = (nodes) => nodes.forEach((node) => { if (node.matches?.('.notice') || node.matches?.('.notices')) window.noticed.push(node.textContent); });
      new MutationObserver((changes) => changes.forEach((change) => look(change.addedNodes))).observe(document, { childList: true, subtree: true });
    });
    const page = await context.newPage();
    if (SLOWER > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    this.watch(page, known, url);
    await page.goto(`${url}/${hash}`);
    return page;
  }

  watch(page, known, url) {
    const trouble = (text) => {
      this.console.push(text);
      if (!known.test(text)) this.troubles.push(text);
    };
    page.on('request', (request) => {
      const address = request.url();
      if (!address.startsWith(`${url}/`) && !/^(data|blob|about):/.test(address)) this.troubles.push(`asked another server: ${address}`);
    });
    page.on('crash', () => { this.crashed = true; });
    page.on('pageerror', (error) => trouble(`error: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      const text = `${message.type()}: ${message.text()} (${message.location().url})`;
      if (message.type() === 'error') trouble(text);
      else this.console.push(text);
    });
  }

  /** Nothing may have gone wrong unseen. */
  judge() {
    assert.deepEqual(this.troubles, [], 'errors in the browser, or requests to elsewhere');
  }

  /** By a link of the page, as a user goes; waits until the page is drawn. */
  async go(page, name) {
    await page.evaluate((hash) => { location.hash = hash; }, `#/${name}`);
    // The page before may have the same things.
    await page.waitForFunction((hash) => document.querySelector('nav.pages [aria-current]')?.getAttribute('href').startsWith(hash), `#/${name}`);
    await page.locator(PAGES[name]).first().waitFor({ state: 'attached' });
  }

  /** axe-core finds nothing serious. */
  async accessible(page, where) {
    // The page's policy lets no script in; the check comes through the debugger.
    if (!await page.evaluate(() => Boolean(window.axe))) await page.evaluate(readFileSync(this.axe, 'utf8'));
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    const told = violations.map((each) => `${each.impact} ${each.id}: ${each.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
    if (told.length) this.say(`axe on ${where}: ${told.join('; ')}`);
    assert.deepEqual(violations.filter((each) => ['serious', 'critical'].includes(each.impact)).map((each) => each.id), [], `axe on ${where}: ${told.join('; ')}`);
  }

  /** @param whole everything that the page can scroll to, not only what a window of this size shows */
  async picture(page, name, whole = false) {
    const size = page.viewportSize();
    const height = whole ? await page.evaluate(() => window.innerHeight + document.querySelector('main').scrollHeight - document.querySelector('main').clientHeight) : size.height;
    if (height > size.height) await page.setViewportSize({ width: size.width, height: Math.min(height, TALLEST) });
    await page.screenshot({ path: `${this.folder}/${this.name}-${name}.png` });
    if (height > size.height) await page.setViewportSize(size);
  }

  /** A picture, and the checks that every view has to pass. */
  async look(page, name, whole = false) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const beyond = wide <= 0 ? '' : await page.evaluate(() => [...document.querySelectorAll('main *')].filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1)
      .slice(0, 5).map((each) => `${each.localName}.${each.className}`).join(' '));
    await this.picture(page, name, whole);
    assert.ok(wide <= 0, `${name} is ${wide} px too wide: ${beyond}`);
    await this.accessible(page, name);
  }

  /** Where a story failed. */
  async lastLook() {
    for (const [i, context] of this.contexts.entries()) {
      for (const page of context.pages()) await page.screenshot({ path: `${this.folder}/failed-${this.name}-${i}.png`, timeout: 10_000 }).catch(() => {});
    }
  }

  async end() {
    for (const context of this.contexts) await context.close().catch(() => {});
  }
}

// ---- what several stories do

export const lastAnswer = (page) => page.locator('.message.assistant').last();

export const answerText = (page) => lastAnswer(page).locator('.body > .markdown');

/** An answer is complete, and figures stand below it. */
export async function answered(page) {
  await page.locator('.composer button[aria-label="Send"]').waitFor();
  await lastAnswer(page).locator('.stats').waitFor();
}

/** A new chat with a model. */
export async function newChat(stage, model, options = WIDE) {
  const page = await stage.open('#/chat', options);
  await page.getByLabel('Model', { exact: true }).selectOption(model);
  return page;
}

export async function ask(page, text) {
  await page.getByLabel('Write a message').fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Reads something again and again until it is as it should be: the page does its work while the story looks. */
export async function eventually(page, read, wanted, message) {
  for (const end = Date.now() + PATIENCE; ;) {
    const value = await read();
    if (isDeepStrictEqual(value, wanted)) return;
    if (Date.now() >= end) assert.deepEqual(value, wanted, message);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** Waits until the server has the open conversation in a form that passes. */
export async function saved(page, passes = (chat) => chat.nodes.length > 0) {
  const id = await page.waitForFunction(() => location.hash.split('/')[2]).then((handle) => handle.jsonValue());
  for (const end = Date.now() + PATIENCE; ;) {
    const chat = await page.evaluate(async (each) => { const response = await fetch(`/studio/api/chats/${each}`); return response.ok ? response.json() : null; }, id);
    if (chat && passes(chat)) return chat;
    assert.ok(Date.now() < end, `the conversation ${id} is not saved as it should be`);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
}

/** A notice of this page, also one that has gone by itself. */
export const noticed = (page, text) => page.waitForFunction((words) => window.noticed.some((each) => each.includes(words)), text);

/** What is on the clipboard: the page puts it there after the click. */
export const copied = (page, passes, message) => eventually(page, async () => passes(await page.evaluate(() => navigator.clipboard.readText())), true, message);

/** As if the server had this conversation already. */
export async function put(page, id, chat) {
  // One that a story left which was cut off.
  const { chats } = await page.evaluate(async () => (await fetch('/studio/api/chats')).json());
  if (chats.some((each) => each.id === id)) await drop(page, id);
  const status = await page.evaluate(async ([name, body]) => (await fetch(`/studio/api/chats/${name}`, { method: 'PUT', body: JSON.stringify(body) })).status, [id, { revision: 0, ...chat }]);
  assert.equal(status, 200);
}

/** Conversations of these titles, which this story left when it was played before. */
export async function dropTitled(page, ...titles) {
  const { chats } = await page.evaluate(async () => (await fetch('/studio/api/chats')).json());
  for (const { id } of chats.filter(({ title }) => titles.includes(title))) await drop(page, id);
}

export const drop = (page, id) => page.evaluate((name) => fetch(`/studio/api/chats/${name}`, { method: 'DELETE' }), id);

export const file = (name, text, mimeType = 'text/plain') => ({ name, mimeType, buffer: Buffer.isBuffer(text) ? text : Buffer.from(text) });
