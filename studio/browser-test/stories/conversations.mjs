// Conversations: found, renamed, put into a folder, duplicated, exported, deleted, imported.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { answered, ask, eventually, file, newChat, saved } from '../stage.mjs';

const item = (page, title) => page.locator('.chat-list li').filter({ has: page.locator('.title', { hasText: new RegExp(`^${title}$`) }) });

async function menu(page, title, entry) {
  await item(page, title).getByRole('button').click();
  await page.getByRole('dialog').getByRole('button', { name: entry }).click();
}

async function exported(page, title, entry) {
  const waiting = page.waitForEvent('download');
  await menu(page, title, entry);
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

export default async function conversations(stage) {
  const page = await newChat(stage, 'told:latest');
  await ask(page, 'say: An unlikely **zebra** 斑马 answers.');
  await answered(page);
  await page.getByRole('button', { name: 'Answer again' }).click();
  await page.getByText('2/2').waitFor();
  await answered(page);
  const { title } = await saved(page, (chat) => chat.nodes.length === 3 && chat.nodes.at(-1).stats);
  await page.locator('.chat-list a[aria-current]').waitFor();
  await page.locator('.chat-list li:has(a[aria-current]) button').click();
  await stage.look(page, 'menu');
  await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
  assert.equal(await page.getByLabel('Title').inputValue(), title);
  await page.getByLabel('Title').fill('Zebras');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Zebras' }).waitFor();
  await menu(page, 'Zebras', 'Move to a folder');
  await page.getByLabel('Folder', { exact: true }).fill('Animals');
  await page.keyboard.press('Enter');
  await page.locator('.chat-list summary', { hasText: 'Animals' }).waitFor();
  await menu(page, 'Zebras', 'Duplicate');
  await item(page, 'Copy of Zebras').waitFor();

  await page.getByLabel('Search').fill('斑马 ANSWERS');
  await page.locator('.chat-list small').filter({ hasText: /zebra/ }).first().waitFor();
  await stage.look(page, 'search');
  await page.getByLabel('Search').fill('nothing-like-that');
  await page.getByText('Nothing found.').waitFor();
  await page.getByLabel('Search').fill('');
  await item(page, 'Zebras').waitFor();

  const json = await exported(page, 'Zebras', 'Export as JSON');
  assert.equal(json.name, 'Zebras.json');
  assert.equal(JSON.parse(json.text).nodes.length, 3);
  const markdown = await exported(page, 'Zebras', 'Export as Markdown');
  assert.equal(markdown.name, 'Zebras.md');
  assert.match(markdown.text, /^# Zebras\n\n## user\n\nsay: [^]*## assistant \(told:latest\)\n\nAn unlikely \*\*zebra\*\* 斑马 answers\.\n$/);

  for (const each of ['Copy of Zebras', 'Zebras']) {
    await menu(page, each, 'Delete conversation');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await item(page, each).waitFor({ state: 'detached' });
  }
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();

  // Both files bring it back, the one with all versions.
  const picker = page.locator('.chats input[type=file]');
  await picker.setInputFiles(file(json.name, json.text, 'application/json'));
  await page.getByText('2/2').waitFor();
  await page.locator('.chat-list summary', { hasText: 'Animals' }).waitFor();
  await picker.setInputFiles(file(markdown.name, markdown.text, 'text/markdown'));
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 2 && !document.querySelector('.versions'));
  await eventually(page, () => item(page, 'Zebras').count(), 2);

  // What is no conversation says so and takes nothing.
  for (const [name, text, words] of [['broken.json', '{"nodes": [', 'is not valid JSON'], ['other.json', '{"a": 1}', 'holds no conversation'], ['plain.md', 'only text', 'holds no conversation']]) {
    await picker.setInputFiles(file(name, text));
    const alert = page.getByRole('alert').filter({ hasText: words });
    await alert.waitFor();
    await alert.getByRole('button', { name: 'Close' }).click();
  }
  while (await item(page, 'Zebras').count()) {
    const left = await item(page, 'Zebras').count();
    await item(page, 'Zebras').first().getByRole('button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete conversation' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.waitForFunction((n) => [...document.querySelectorAll('.chat-list .title')].filter((each) => each.textContent === 'Zebras').length < n, left);
  }
}
