// A long conversation: opened at its end, read further up while an answer comes, found by a search in another branch, copied, and saved with all others.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PHONE, answered, ask, copied, drop, eventually, file, newChat, noticed, put } from '../stage.mjs';

const MODEL = 'told:latest';
const long = (word) => `${word}.\n\n`.repeat(40);
const NODES = [
  { id: 'q', parent: null, role: 'user', content: 'Explain.' },
  { id: 'first', parent: 'q', role: 'assistant', model: MODEL, content: `${long('First')}An okapi.` },
  { id: 'second', parent: 'q', role: 'assistant', model: MODEL, content: long('Second') },
  { id: 'more', parent: 'second', role: 'user', content: 'Go on.' },
  { id: 'last', parent: 'more', role: 'assistant', model: MODEL, content: long('Last') },
];

const top = (page) => page.locator('.thread').evaluate((thread) => thread.scrollTop);
const goTo = (page, place) => page.locator('.thread').evaluate((thread, y) => { thread.scrollTop = y; }, place);
const atEnd = (page) => page.waitForFunction(() => { const { scrollHeight, clientHeight, scrollTop } = document.querySelector('.thread'); return scrollHeight - clientHeight - scrollTop < 2; });
const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'));

/** Where the reader is stays, until the reader wants the end. */
async function reading(stage, page) {
  await page.locator('.message').nth(3).waitFor();
  await page.getByRole('button', { name: 'To the end' }).waitFor({ state: 'hidden' });
  await atEnd(page);
  await goTo(page, 200);
  await page.getByRole('button', { name: 'To the end' }).waitFor();
  await stage.look(page, 'further-up');
  await page.locator('.message').nth(1).getByRole('button', { name: 'Version before' }).focus();
  const before = await top(page);
  await page.keyboard.press('Enter');
  await page.getByText('1/2').waitFor();
  await page.waitForFunction((y) => { const { scrollHeight, clientHeight, scrollTop } = document.querySelector('.thread'); return Math.abs(scrollTop - Math.min(y, scrollHeight - clientHeight)) < 2; }, before);
  await eventually(page, () => focused(page), 'Version before');
  await page.keyboard.press('Enter');
  await page.getByText('2/2').waitFor();
  await goTo(page, 100);
  await page.getByRole('button', { name: 'To the end' }).click();
  await atEnd(page);
  await ask(page, 'say: The end of the answer.');
  await goTo(page, 50);
  await answered(page);
  await eventually(page, () => top(page), 50, 'the end of an answer takes the reader along');
}

/** A draft tells its tokens; a short one is no matter of tokens. */
async function draft(page) {
  await page.getByLabel('Write a message').fill('This draft is long enough that its tokens are counted by the model.');
  await page.locator('.draft small').filter({ hasText: /^\d+ tokens$/ }).waitFor();
  await page.getByLabel('Write a message').fill('Short.');
  await page.locator('.draft small').waitFor({ state: 'hidden' });
  await page.getByLabel('Write a message').fill('');
}

/** A result of the search leads to its message. */
async function found(page) {
  await page.keyboard.press('Control+Alt+F');
  await page.keyboard.type('okapi');
  await page.locator('.chat-list small').filter({ hasText: 'okapi' }).click();
  await page.waitForFunction(() => document.activeElement.matches('.message.assistant') && document.activeElement.textContent.includes('An okapi.'));
  assert.equal(await page.locator('.message').count(), 2, 'the branch of the message is shown');
  await page.getByLabel('Search').fill('');
  await page.getByRole('button', { name: 'Menu of A long one' }).click();
  await page.getByRole('button', { name: 'Copy as Markdown' }).click();
  await noticed(page, 'Copied.');
  await copied(page, (text) => /^# A long one\n\n## user\n\nExplain\.\n\n## assistant/.test(text), 'the conversation is not copied as it is');
  await eventually(page, () => focused(page), 'Menu of A long one');
}

/** All conversations in one file, and back from it. */
async function kept(page) {
  await page.keyboard.press('Control+Alt+9');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save all as a file' }).click();
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'hearth-conversations.json');
  const text = await readFile(await download.path(), 'utf8');
  const { chats } = JSON.parse(text);
  assert.deepEqual(chats.find((chat) => chat.id === 'reading').nodes.slice(0, 5).map((node) => node.id), NODES.map((node) => node.id));
  await drop(page, 'reading');
  await page.keyboard.press('Control+Alt+N');
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  const alone = JSON.stringify({ damaged: [], chats: chats.filter((chat) => chat.id === 'reading') });
  await page.locator('.chats input[type=file]').setInputFiles(file('all.json', alone, 'application/json'));
  await page.getByRole('heading', { name: 'A long one' }).waitFor();
  const opened = await page.waitForFunction(() => location.hash.split('/')[2]);
  await drop(page, await opened.jsonValue());
}

export default async function story(stage) {
  const page = await newChat(stage, MODEL);
  await put(page, 'reading', { title: 'A long one', model: MODEL, nodes: NODES, leaf: 'last' });
  await page.evaluate(() => { location.hash = '#/chat/reading'; });
  await reading(stage, page);
  await draft(page);
  const phone = await stage.open('#/chat/reading', PHONE);
  await phone.locator('.message').nth(3).waitFor();
  await goTo(phone, 50);
  await phone.getByRole('button', { name: 'To the end' }).waitFor();
  await stage.look(phone, 'phone');
  await found(page);
  await kept(page);
}
