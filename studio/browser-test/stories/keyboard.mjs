// Everything by keys: pages, a question, stopping it, a menu, a dialog; whatever has the focus can be seen to have it, and nothing keeps it.
import assert from 'node:assert/strict';
import { PAGES, answered, dropTitled, eventually, lastAnswer, saved } from '../stage.mjs';

/** What has the focus, and whether it shows. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const { width, height } = element.getBoundingClientRect();
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  element.dataset.walked = String(Number(element.dataset.walked ?? 0) + 1);
  const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent.trim().slice(0, 30);
  return { name, tag: element.localName, seen: width > 0 && height > 0, ring: outlineStyle !== 'none' && parseFloat(outlineWidth) > 0, times: Number(element.dataset.walked) };
});

/** Tab until the focus is at something with this name. */
async function tabTo(page, name, back = false) {
  for (let i = 0; i < 200; i += 1) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    const at = await focused(page);
    if (at && (name instanceof RegExp ? name.test(at.name) : at.name === name)) return at;
  }
  throw new Error(`Tab never comes to ${name}`);
}

/** Places where Tab has to come. */
const places = (page) => page.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((each) => !each.disabled && each.tabIndex >= 0 && each.type !== 'radio' && each.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })).length);

/** Once around: everything is reached, is seen, and shows its focus. */
async function around(stage, page, name) {
  let [reached, wanted] = [0, 1];
  // Again if the page was still being drawn.
  for (let round = 0; round < 10 && reached < wanted; round += 1) {
    await page.evaluate(() => document.querySelectorAll('[data-walked]').forEach((each) => delete each.dataset.walked));
    for (let i = 0; i < 600; i += 1) {
      await page.keyboard.press('Tab');
      const at = await focused(page);
      if (!at) continue;
      if (at.times > 1) break;
      assert.ok(at.seen, `${name}: the focus is on something that is not seen: ${at.tag} ${at.name}`);
      assert.ok(at.ring, `${name}: the focus does not show on ${at.tag} ${at.name}`);
    }
    [reached, wanted] = [await page.evaluate(() => document.querySelectorAll('[data-walked]').length), await places(page)];
  }
  stage.say(`${name}: ${reached} places of ${wanted}`);
  assert.ok(reached >= wanted, `${name}: Tab comes to ${reached} of ${wanted} places`);
}

/** The answer of the server to the next question for the list waits until it is let in; then the list is drawn again. */
async function holdList(page) {
  let open;
  const held = new Promise((resolve) => { open = resolve; });
  const list = (url) => url.pathname === '/studio/api/chats';
  await page.route(list, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest((request) => list(new URL(request.url())));
  // Whatever changes is kept, and then the list is asked for.
  await page.evaluate(() => document.querySelector('.model-choice').dispatchEvent(new Event('change')));
  return async () => {
    await asked;
    await page.evaluate(() => document.querySelectorAll('.chat-list li').forEach((each) => { each.dataset.before = 'yes'; }));
    open();
    await page.waitForFunction(() => !document.querySelector('.chat-list [data-before]'));
    await page.unroute(list);
  };
}

/** The menu of a conversation gives the focus back, also when the list is drawn again while it is open. */
async function menuOfOld(page) {
  const name = 'Menu of slowly: one two';
  await tabTo(page, name, true);
  for (const again of [false, true]) {
    const letIn = again ? await holdList(page) : null;
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await letIn?.();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await eventually(page, async () => (await focused(page))?.name, name, `the focus is lost when a dialog is closed${again ? ' and the list was drawn again' : ''}`);
  }
}

export default async function keyboard(stage) {
  const page = await stage.open('#/settings');
  await dropTitled(page, 'slowly: one two', 'Keys');
  await stage.go(page, 'chat');
  await page.getByLabel('Write a message').waitFor();
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();

  await page.waitForFunction(() => document.activeElement.matches('.composer textarea'));

  // The first key leads past the list of pages.
  await page.evaluate(() => document.activeElement.blur());
  await tabTo(page, 'Skip to the page');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');

  const model = page.getByLabel('Model', { exact: true });
  await tabTo(page, 'Model');
  for (let i = 0; i < 20 && await model.inputValue() !== 'told:latest'; i += 1) await page.keyboard.press('ArrowDown');
  assert.equal(await model.inputValue(), 'told:latest');
  await tabTo(page, 'Write a message');
  await page.keyboard.type('slowly: one two');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.insertText('three '.repeat(2000));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('.message.assistant .body > .markdown')?.textContent.length > 5);
  await tabTo(page, 'Stop');
  await page.keyboard.press('Space');
  await lastAnswer(page).getByText('Stopped by you.').waitFor();
  await tabTo(page, 'Write a message', true);
  await page.keyboard.type('say: By keys alone.');
  await page.keyboard.press('Enter');
  await answered(page);

  // Edit, and leave it; a menu, and leave it: the focus is where it was.
  await tabTo(page, 'Edit', true);
  await page.keyboard.press('Enter');
  await page.locator('form.edit textarea').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('form.edit').waitFor({ state: 'detached' });
  await eventually(page, async () => (await focused(page))?.name, 'Edit', 'the focus is lost when editing is left');
  await saved(page, (chat) => chat.nodes.length === 4 && chat.nodes.at(-1).stats);
  await menuOfOld(page);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await tabTo(page, 'Rename');
  await page.keyboard.press('Enter');
  await page.getByLabel('Title').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Keys');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Keys' }).waitFor();
  await page.locator('.chat-list .title', { hasText: 'Keys' }).waitFor();
  await eventually(page, async () => (await focused(page))?.name, 'Menu of Keys', 'the focus is lost when the list is drawn again');
  await around(stage, page, 'chat');

  // Shortcuts lead to every page, the last one too, and to a new chat.
  for (const [i, [name, ready]] of Object.entries(PAGES).entries()) {
    await page.keyboard.press(`Control+Alt+${i + 1}`);
    await page.waitForFunction((hash) => document.querySelector('nav.pages [aria-current]').getAttribute('href').startsWith(hash), `#/${name}`);
    await page.locator(ready).first().waitFor({ state: 'attached' });
    if (name !== 'chat') await around(stage, page, name);
  }
  const keys = await page.locator('kbd').allInnerTexts();
  assert.ok(keys.includes(`Ctrl+Alt+1 … ${Object.keys(PAGES).length}`), `the settings tell other keys: ${keys.join(', ')}`);
  await page.keyboard.press('Control+Alt+n');
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
}
