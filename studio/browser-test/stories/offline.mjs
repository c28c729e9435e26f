// The server goes away in the middle of an answer and comes back: the page says so, and nothing is lost. Between the browser and the
// server stands a relay that can be cut, as a cable could.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { answered, answerText, ask, eventually, lastAnswer, saved } from '../stage.mjs';

/** Bytes to and fro, until it is cut. */
class Relay {
  constructor(url) {
    const { hostname, port } = new URL(url);
    this.sockets = new Set();
    this.cut = false;
    /** Whether answers are lost on their way; then the line is cut. */
    this.mute = false;
    this.server = createServer((near) => {
      if (this.cut) {
        near.destroy();
        return;
      }
      const far = connect(Number(port), hostname);
      for (const [socket, other] of [[near, far], [far, near]]) {
        this.sockets.add(socket);
        socket.on('error', () => {}).on('close', () => { this.sockets.delete(socket); other.destroy(); });
      }
      near.pipe(far);
      far.on('data', (piece) => { if (this.mute) near.destroy(); else near.write(piece); }).on('end', () => near.end());
    });
  }

  async open() {
    await new Promise((ready) => { this.server.listen(0, '127.0.0.1', ready); });
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  break() {
    this.cut = true;
    this.sockets.forEach((socket) => socket.destroy());
  }

  mend() {
    this.cut = false;
    this.mute = false;
  }

  close() {
    this.break();
    this.server.close();
  }
}

const GONE = 'The server can\'t be reached. Does it still run?';

export default async function offline(stage) {
  const relay = new Relay(stage.url);
  const url = await relay.open();
  try {
    await story(stage, relay, url);
  } finally {
    relay.close();
  }
}

async function story(stage, relay, url) {
  const page = await stage.open('#/chat', undefined, /net::ERR_|Failed to fetch|network error|status of 409/, url);
  await page.getByLabel('Model', { exact: true }).selectOption('told:latest');
  await ask(page, 'say: The answer of before.');
  await answered(page);
  await saved(page, (chat) => chat.nodes.length === 2 && chat.nodes[1].stats);

  await ask(page, `slowly: ${Array.from({ length: 500 }, (_, i) => `word${i}`).join(' ')}`);
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.includes('word5'));
  relay.break();
  await lastAnswer(page).getByRole('alert').filter({ hasText: GONE }).waitFor();
  const partial = await answerText(page).innerText();
  assert.match(partial, /^word0 word1 word2/);
  await page.getByRole('alert').filter({ hasText: GONE }).last().waitFor();
  await stage.look(page, 'cut');

  // What is asked meanwhile stays on the page, with the reason.
  await ask(page, 'say: Is anybody there?');
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 6);
  await lastAnswer(page).getByRole('alert').filter({ hasText: GONE }).waitFor();

  // Other pages say the same, and come when the server is back.
  const told = page.locator('.notice', { hasText: GONE });
  await told.first().waitFor();
  while (await told.count()) await told.first().getByRole('button', { name: 'Close' }).click();
  await page.evaluate(() => { location.hash = '#/models'; });
  await told.first().waitFor();
  await page.goBack();
  await page.locator('.message').nth(5).waitFor();

  // Back again: the same question is answered, and everything is kept.
  relay.mend();
  await lastAnswer(page).getByRole('button', { name: 'Answer again' }).click();
  await page.getByText('2/2').waitFor();
  await answered(page);
  assert.equal(await answerText(page).innerText(), 'Is anybody there?');
  const kept = await saved(page, (chat) => chat.nodes.length === 7 && chat.nodes.at(-1).stats);
  assert.ok(kept.nodes[3].content.startsWith(partial.trim()), 'the beginning of the interrupted answer is lost');
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 6);
  await eventually(page, async () => (await page.locator('.message.assistant').nth(1).locator('.body > .markdown').innerText()).trim(), partial.trim());
  await stage.look(page, 'back');
  await stage.go(page, 'models');
  await page.goBack();
  await page.locator('.message').nth(5).waitFor();

  // A server that is gone while nothing is asked: what was answered before it went is kept as soon as it is back.
  await ask(page, `slowly: ${Array.from({ length: 500 }, (_, i) => `more${i}`).join(' ')}`);
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.includes('more5'));
  relay.break();
  await lastAnswer(page).getByRole('alert').filter({ hasText: GONE }).waitFor();
  relay.mend();
  await saved(page, (chat) => chat.nodes.length === 9 && chat.nodes.at(-1).content.includes('more5') && chat.nodes.at(-1).error?.includes(GONE));

  // The server has what was sent, but its answer is lost: that was no other window, and what is changed next is kept too.
  const temperature = (value) => page.getByLabel('temperature').fill(value);
  await page.getByText('Sampling', { exact: true }).click();
  const count = () => page.evaluate((words) => window.noticed.filter((each) => each.includes(words)).length, GONE);
  const before = await count();
  relay.mute = true;
  await temperature('0.25');
  await eventually(page, async () => await count() > before, true, 'a lost answer is not told');
  relay.mend();
  await temperature('0.75');
  await saved(page, (chat) => chat.settings.options?.temperature === 0.75);
}
