// Tools of an MCP server: chosen, called by a model, refused, allowed, stopped; the server is switched off and on.
import assert from 'node:assert/strict';
import { answered, answerText, ask, drop, eventually, lastAnswer, newChat, noticed, saved } from '../stage.mjs';

const ROUNDS = 10;
const call = (name, values) => `say: <tool_call>\n${JSON.stringify({ name, arguments: values })}\n</tool_call>`;
const choose = (page) => page.getByRole('button', { name: /^Tools of MCP servers/ });
const button = (page, name) => lastAnswer(page).getByRole('button', { name, exact: true });
const results = (page) => page.locator('.message.tool');

const turn = (page, on) => page.evaluate(async (value) => (await fetch('/studio/api/mcp/switch', { method: 'POST', body: JSON.stringify({ server: 'story', on: value }) })).status, on);

/** The story's server has written a line that begins so. */
const written = (page, line) => page.waitForFunction(async (begin) => {
  const { servers } = await (await fetch('/studio/api/mcp')).json();
  return servers.find(({ name }) => name === 'story').last_lines.some((each) => each.startsWith(begin));
}, line);

export default async function mcp(stage) {
  const page = await newChat(stage, 'told:latest');
  // One that was cut off may have left it off.
  assert.equal(await turn(page, true), 204);

  // A model whose template has no place for tools: said before anything is chosen.
  const model = page.getByLabel('Model', { exact: true });
  await model.selectOption('tiny:latest');
  await choose(page).click();
  await page.getByRole('dialog').getByText('This model has no template for tools').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await model.selectOption('told:latest');

  // Which tools: those that are connected, in words that are nothing but text.
  await choose(page).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('weather', { exact: true }).waitFor();
  await dialog.getByText('Not connected').waitFor();
  await dialog.getByText("can't be started").waitFor();
  await dialog.getByText('Does weather. <img').waitFor();
  await stage.look(page, 'choice');
  await dialog.getByRole('button', { name: 'All of story' }).click();
  await dialog.getByRole('button', { name: 'None of story' }).waitFor();
  assert.equal(await dialog.getByLabel('weather', { exact: true }).isChecked(), true);
  await dialog.getByRole('button', { name: 'OK' }).click();
  await page.getByRole('button', { name: 'Tools of MCP servers: 5 chosen' }).waitFor();

  // A call waits for the user, who sees all of it.
  await ask(page, call('weather', { city: 'Paris' }));
  await button(page, 'Run').waitFor();
  assert.equal(await lastAnswer(page).locator('.tool-call code').textContent(), 'story · weather');
  assert.deepEqual(JSON.parse(await lastAnswer(page).locator('.tool-call pre').textContent()), { city: 'Paris' });
  assert.equal(await results(page).count(), 0, 'it has run before it was allowed');
  await stage.look(page, 'call');
  await button(page, 'Run').click();
  await eventually(page, () => answerText(page).textContent(), 'It is sunny in Paris.');
  await answered(page);
  await results(page).locator('.tool-result summary').click();
  await results(page).getByText('say: It is sunny in Paris.').waitFor();
  await stage.look(page, 'result');

  // A refusal goes to the model, which asks again; then the tool is allowed for this conversation, and runs without asking.
  await ask(page, call('weather', { city: 'Rome' }));
  await button(page, 'Refuse').click();
  await page.locator('.message.tool').nth(1).waitFor();
  assert.match(await results(page).nth(1).locator('pre').textContent(), /declined/);
  await button(page, 'Always run this tool in this conversation').click();
  await eventually(page, () => answerText(page).textContent(), 'It is sunny in Rome.');
  await answered(page);
  await ask(page, call('weather', { city: 'Oslo' }));
  await eventually(page, () => answerText(page).textContent(), 'It is sunny in Oslo.');
  await answered(page);
  const kept = await saved(page, (chat) => chat.tools?.always.length === 1 && chat.nodes.filter(({ role }) => role === 'tool').length === 4);
  assert.equal(kept.tools.chosen.length, 5);

  // All is there after loading the page again; an error of a tool is told, and goes to the model too.
  await page.reload();
  await page.getByRole('button', { name: 'Tools of MCP servers: 5 chosen' }).waitFor();
  await ask(page, call('fails', {}));
  await button(page, 'Run').click();
  await eventually(page, () => answerText(page).textContent(), 'So it failed.');
  await answered(page);
  await page.getByText('The tool says that it failed').waitFor();

  // A running tool is stopped, and its server hears of it.
  const word = crypto.randomUUID();
  await ask(page, call('slow', { word }));
  await button(page, 'Run').click();
  await written(page, `waiting ${word}`);
  await page.getByRole('button', { name: 'Stop' }).click();
  await button(page, 'Run').waitFor();
  await written(page, `cancelled ${word}`);
  await button(page, 'Refuse').waitFor();

  // What calls itself for ever comes to an end.
  await ask(page, call('hostile', {}));
  await button(page, 'Run').click();
  await eventually(page, () => answerText(page).textContent(), 'Seen.');
  await answered(page);
  const before = await results(page).count();
  await ask(page, call('again', {}));
  await button(page, 'Always run this tool in this conversation').click();
  await noticed(page, `Tools have run ${ROUNDS} times`);
  await eventually(page, () => results(page).count(), before + ROUNDS);
  await button(page, 'Run').waitFor();
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  const { id } = await saved(page, (chat) => chat.nodes.filter(({ role }) => role === 'tool').length === before + ROUNDS);

  await settings(stage, page);
  await drop(page, id);
}

/** Where the servers are seen and switched. */
async function settings(stage, page) {
  await stage.go(page, 'settings');
  const card = page.locator('.card[data-id="story"]');
  await card.getByText('Connected', { exact: true }).waitFor();
  await card.getByText('5 tools').click();
  await card.getByText('Does slow. <img').waitFor();
  await card.getByText('Last lines it wrote').click();
  await card.getByText(/waiting .* •••/).first().waitFor();
  await stage.look(page, 'servers', true);
  assert.ok(!(await page.content()).includes('story-secret'), 'a secret is on the page');
  await card.getByRole('switch').click();
  await card.getByText('Off', { exact: true }).waitFor();
  await card.getByRole('switch').click();
  await card.getByText('Connected', { exact: true }).waitFor();
  await card.getByRole('button', { name: 'Reconnect' }).click();
  await card.getByText('Connected', { exact: true }).waitFor();
  await page.locator('.card[data-id="missing"]').getByText("can't be started").waitFor();
}
