// A whole story in a real browser, against a running server: see README.md. Ends with an error at the first thing that is wrong.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';

const [url = 'http://127.0.0.1:11434', shots = 'screenshots'] = process.argv.slice(2);
const require = createRequire(`${process.cwd()}/`);

function need(name) {
  try {
    return require(name);
  } catch {
    console.error(`missing: the npm package ${name}; run: npm install --ignore-scripts playwright-core axe-core`);
    process.exit(2);
  }
}

const { chromium } = need('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');
mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] }).catch((error) => {
  console.error(`missing: Chromium; set CHROMIUM to its path (${error.message.split('\n')[0]})`);
  process.exit(2);
});

const strangers = [];
const troubles = [];

async function open(options, hash = '', known = /^$/) {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  page.setDefaultTimeout(90_000);
  page.on('request', (request) => { if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) strangers.push(request.url()); });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    // A hub that can't be reached, or an impossible wish, is told on the page; the browser notes the status too.
    const expected = message.text().includes('Failed to load resource') && /\/studio\/api\/(?:hub|workshop)\//.test(message.location().url);
    if (message.type() === 'error' && !expected && !known.test(message.text())) troubles.push(message.text());
  });
  await page.goto(`${url}/${hash}`);
  return page;
}

async function accessible(page, where) {
  // The page's policy lets no script in; the check comes through the debugger.
  await page.evaluate(require('node:fs').readFileSync(axe, 'utf8'));
  const { violations } = await page.evaluate(() => window.axe.run());
  const serious = violations.filter((each) => ['serious', 'critical'].includes(each.impact));
  console.log(`axe ${where}: ${violations.length} issues, ${serious.length} serious`);
  for (const each of violations) console.log(`  ${each.impact} ${each.id}: ${each.nodes.map((node) => node.target.join(' ')).slice(0, 4).join(' | ')}`);
  assert.equal(serious.length, 0, `axe finds serious issues on ${where}`);
}

const lastAnswer = (page) => page.locator('.message.assistant').last();

async function answered(page) {
  await page.locator('.composer button[aria-label="Send"]').waitFor();
  await lastAnswer(page).locator('.stats').waitFor();
}

async function chat() {
  const page = await open({ viewport: { width: 1360, height: 860 }, colorScheme: 'light' });
  await page.getByRole('heading', { name: 'What is on your mind?' }).waitFor();
  const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
  console.log(`first paint ${Math.round(paint)} ms`);
  await page.getByText('Sampling', { exact: true }).click();
  await page.getByLabel('temperature').fill('0');
  await page.getByLabel('num_predict').fill('60');
  await page.getByLabel('Write a message').fill('Name three colours as a list.');
  await page.keyboard.press('Enter');
  await answered(page);
  const first = await lastAnswer(page).locator('.body > .markdown').innerText();
  assert.ok(first.length > 5, 'the answer is empty');
  console.log('stats:', await lastAnswer(page).locator('.stats').innerText());
  await page.screenshot({ path: `${shots}/chat-light.png` });
  await accessible(page, 'chat');

  // A second turn reuses the first one's tokens.
  await page.getByLabel('Write a message').fill('And one more?');
  await page.getByRole('button', { name: 'Send' }).click();
  await answered(page);
  const stats = await lastAnswer(page).locator('.stats').innerText();
  console.log('stats:', stats);
  assert.match(stats, /, [1-9]\d* reused/);

  // Stop.
  await page.getByLabel('num_predict').fill('2000');
  await page.getByLabel('Write a message').fill('Tell me a very long story about a river.');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => [...document.querySelectorAll('.message.assistant .body > .markdown')].at(-1)?.textContent.length > 30);
  await page.getByRole('button', { name: 'Stop' }).click();
  await lastAnswer(page).getByText('Stopped by you.').waitFor();
  const cut = await lastAnswer(page).locator('.body > .markdown').innerText();

  // Continue, with a limit.
  await page.getByLabel('num_predict').fill('12');
  await lastAnswer(page).getByRole('button', { name: 'Continue this answer' }).click();
  await answered(page);
  assert.ok((await lastAnswer(page).locator('.body > .markdown').innerText()).length > cut.length, 'the answer was not continued');

  // Regenerate and go back: both versions stay.
  await lastAnswer(page).getByRole('button', { name: 'Answer again' }).click();
  await answered(page);
  await page.getByText('2/2').waitFor();
  await lastAnswer(page).getByRole('button', { name: 'Version before' }).click();
  await page.getByText('1/2').waitFor();

  // Edit the first question: a branch.
  await page.locator('.message.user').first().getByRole('button', { name: 'Edit' }).click();
  await page.locator('form.edit textarea').fill('Name three animals as a list.');
  await page.keyboard.press('Control+Enter');
  await answered(page);
  assert.equal(await page.locator('.message').count(), 2);
  await page.locator('.message.user').first().getByRole('button', { name: 'Version before' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.message').length === 6);

  // A schema is obeyed.
  await page.getByText('Form of the answer').click();
  await page.getByLabel('Format').selectOption('schema');
  await page.locator('.panel textarea.mono').first().fill('{"type":"object","properties":{"colour":{"type":"string","maxLength":20}},"required":["colour"]}');
  await page.getByLabel('num_predict').fill('60');
  await page.getByLabel('Write a message').fill('A colour.');
  await page.keyboard.press('Enter');
  await answered(page);
  assert.equal(typeof JSON.parse(await lastAnswer(page).locator('.body > .markdown pre').innerText()).colour, 'string');

  // Token probabilities: the likeliest of all stand beside the drawn one.
  await page.getByLabel('Format').selectOption('');
  await page.getByLabel('Keep token probabilities').check();
  await page.getByLabel('num_predict').fill('8');
  await page.getByLabel('Write a message').fill('Count to five.');
  await page.keyboard.press('Enter');
  await answered(page);
  await lastAnswer(page).getByRole('button', { name: 'Token probabilities' }).click();
  const tokens = page.getByRole('listbox', { name: 'Tokens of the answer' });
  await tokens.focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await tokens.getByRole('option', { selected: true }).count(), 1);
  assert.ok(await page.locator('.alternatives li').count() >= 5, 'alternatives are missing');
  assert.equal(await page.locator('.alternatives li.drawn').count(), 1);
  await page.screenshot({ path: `${shots}/probabilities.png` });
  await accessible(page, 'probabilities');
  await lastAnswer(page).getByRole('button', { name: 'Token probabilities' }).click();
  await page.getByLabel('Keep token probabilities').uncheck();

  // An image is refused in words.
  await page.getByLabel('Write a message').evaluate((area) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(3)], 'x.png', { type: 'image/png' }));
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByRole('alert').filter({ hasText: 'Images' }).waitFor();

  // It is there after loading the page again.
  const address = page.url();
  const count = await page.locator('.message').count();
  await page.waitForTimeout(1500);
  await page.goto('about:blank');
  await page.goto(address);
  await page.waitForFunction((n) => document.querySelectorAll('.message').length === n, count);
  await page.getByLabel('Search').fill('three COLOURS');
  await page.locator('.chat-list small').filter({ hasText: /three colours/i }).first().waitFor();
  await page.getByLabel('Search').fill('');
  return page;
}

/** What a model could write to break out of the page or to reach out. */
async function hostile(page) {
  const { XSS } = await import('./hostile.mjs');
  const nodes = XSS.map((content, i) => ({ id: `n${i}`, parent: i ? `n${i - 1}` : null, role: 'assistant', model: content.slice(0, 100), content, thinking: content,
    toolCalls: [{ function: { name: content, arguments: { a: content } } }] }));
  const saved = await page.evaluate(async (body) => (await fetch('/studio/api/chats/hostile', { method: 'PUT', body: JSON.stringify(body) })).status,
    { title: XSS[0], folder: XSS[1], model: XSS[2], nodes, leaf: `n${nodes.length - 1}`, revision: 0 });
  assert.equal(saved, 200);
  await page.goto(`${url}/#/chat/hostile`);
  await page.waitForFunction((n) => document.querySelectorAll('.message').length === n, nodes.length);
  for (const link of await page.locator('.message .markdown a').all()) {
    assert.match(await link.getAttribute('href'), /^(https?|mailto):/);
    assert.match(await link.getAttribute('rel'), /noopener/);
  }
  assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.message .markdown *')].flatMap((each) => each.getAttributeNames()).filter((name) => /^on|^style$|^src|^id$|^name$/.test(name))), []);
  assert.equal(await page.locator('.message :is(script, img, iframe, object, embed, link, style, svg:not(.icon), form:not(.tool-call), video, audio, base, meta)').count(), 0);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  console.log(`hostile: ${nodes.length} texts shown as text`);
  await page.evaluate(() => fetch('/studio/api/chats/hostile', { method: 'DELETE' }));
}

/** The sanitizer alone, as if the renderer had let everything through. */
async function secondWall() {
  const { XSS } = await import('./hostile.mjs');
  // The policy is a third wall: it speaks up where the sanitizer reads markup that never comes so far.
  const page = await open({}, '', /Content Security Policy/);
  const left = await page.evaluate(async (texts) => {
    const { cleanCode, cleanMath, cleanText } = await import('/studio/js/markdown/clean.js');
    const found = [];
    for (const text of [...texts, ...texts.map((each) => `<math><mtext>${each}</mtext></math>`), ...texts.map((each) => `<p class="icon card math" id="main" title="x" data-x="y" aria-label="z">${each}</p>`)]) {
      for (const clean of [cleanText, cleanCode, cleanMath]) {
        const box = document.createElement('div');
        box.append(clean(text));
        document.body.append(box);
        for (const element of box.querySelectorAll('*')) {
          if (/^(script|img|iframe|object|embed|link|style|svg|form|input|button|video|audio|source|base|meta|template|details|body|marquee)$/i.test(element.localName)) found.push(element.outerHTML);
          for (const { name, value } of element.attributes) {
            const good = name === 'href' ? /^(https?|mailto):/.test(value) : name === 'class' ? !/icon|card/.test(value) : ['start', 'display'].includes(name);
            if (!good) found.push(`${name}=${value}`);
          }
        }
        await new Promise((resolve) => { setTimeout(resolve, 0); });
        box.remove();
      }
    }
    return found;
  }, XSS);
  assert.deepEqual(left, []);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  console.log('second wall: nothing came through');
  await page.context().close();
}

/** A text that is shown while it grows looks as one that is shown at once, and its finished parts stay the same elements. */
async function growing(page) {
  const { STORIES } = await import('./stories.mjs');
  const compared = await page.evaluate(async (stories) => {
    const { MarkdownView } = await import('/studio/js/markdown/view.js');
    const { katex } = await import('/studio/js/markdown/libraries.js');
    await katex.ready();
    // Colours come later, from another thread.
    const drawn = (view) => view.element.innerHTML.replace(/<span class="hljs-[^>]*>|<\/span>/g, '');
    let count = 0;
    for (const story of stories) {
      const view = new MarkdownView();
      for (let end = 0; end <= story.length; end += 1) {
        const fresh = new MarkdownView();
        fresh.set(story.slice(0, end));
        view.set(story.slice(0, end), true);
        if (drawn(view) !== drawn(fresh)) return `${JSON.stringify(story.slice(0, end))}: ${drawn(view)} is not ${drawn(fresh)}`;
        count += 1;
      }
      const [first] = view.element.children;
      view.set(`${story}\n\nand more`);
      if (view.element.firstChild !== first) return 'the first block was drawn again';
    }
    return count;
  }, STORIES);
  assert.equal(typeof compared, 'number', compared);
  console.log(`growing: ${compared} beginnings look as if shown at once`);
}

/** Code keeps its element and its colours while it grows; code that takes long to colour stops nothing. */
async function colours(page) {
  const seen = await page.evaluate(async () => {
    const { MarkdownView } = await import('/studio/js/markdown/view.js');
    const view = new MarkdownView();
    // Only code that is seen gets colours.
    document.querySelector('main').prepend(view.element);
    const code = `a\n\n\`\`\`java\n${'int a = 5; // x\n'.repeat(40)}`;
    const waits = async (count) => { for (let i = 0; i < 200 && view.element.querySelectorAll('.hljs-comment').length < count; i += 1) await new Promise((resolve) => { setTimeout(resolve, 20); }); };
    view.set(code.slice(0, 200), true);
    const figure = view.element.querySelector('figure');
    await waits(10);
    const before = view.element.querySelectorAll('.hljs-comment').length;
    view.set(code, true);
    const at = view.element.querySelectorAll('.hljs-comment').length;
    await waits(40);
    const all = view.element.querySelectorAll('.hljs-comment').length;
    view.set(`${code}\`\`\`\n\nb`);
    const same = view.element.querySelector('figure') === figure;
    const whole = view.element.querySelector('code').textContent === 'int a = 5; // x\n'.repeat(40).trim();
    // Two blocks within one list.
    view.set('- x\n  ```js\n  let a = 1;\n  ```\n- y\n  ```sql\n  select 1;\n  ```');
    for (let i = 0; i < 200 && view.element.querySelectorAll('.hljs-keyword').length < 2; i += 1) await new Promise((resolve) => { setTimeout(resolve, 20); });
    const both = view.element.querySelectorAll('.hljs-keyword').length;
    const start = performance.now();
    view.set(`\`\`\`cpp\n${'a\n'.repeat(20_000)}`);
    await new Promise((resolve) => { setTimeout(resolve, 0); });
    const blocked = performance.now() - start;
    view.element.remove();
    return { before, at, all, same, whole, both, blocked };
  });
  const { blocked, ...rest } = seen;
  assert.deepEqual(rest, { before: 12, at: 12, all: 40, same: true, whole: true, both: 2 });
  assert.ok(blocked < 1000, `slow code stops the page for ${blocked} ms`);
  console.log(`colours follow; slow code stops the page for ${Math.round(blocked)} ms`);
}

/** Headings, lists, a table, code, formulas: what a model writes most. */
async function written(page) {
  const content = '# Quadratic equations\n\nThe roots of $ax^2+bx+c$ with **real** coefficients, see [the page](https://a.example/x):\n\n$$\nx_{1,2} = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$\n\n'
    + '| discriminant | roots | example |\n|:--|:-:|--:|\n| $> 0$ | 2 | `x*x - 1` |\n| $= 0$ | 1 | `x*x` |\n| $< 0$ | 0 | H<sub>2</sub>O |\n\n1. Compute $\\Delta$.\n2. Decide:\n   - [x] real\n   - [ ] complex\n\n'
    + '```python\nimport math\n\ndef roots(a: float, b: float, c: float) -> list[float]:\n    """Real roots."""\n    d = b ** 2 - 4 * a * c  # discriminant\n    return [] if d < 0 else [(-b + s * math.sqrt(d)) / (2 * a) for s in (1, -1)]\n```\n\n'
    + '> A quote with $\\mathbb{R} \\subset \\mathbb{C}$ and $\\mathcal{L}(\\boldsymbol{\\theta})$.\n\n```dockerfile\nFROM scratch # base\nCOPY a /b\n```\n\n\\[ \\begin{aligned} f(x) &= \\int_0^1 x\\,dx \\\\ &= \\boxed{\\tfrac12} \\end{aligned} \\quad'
    + '\\left[\\begin{array}{c|c} 1 & 2 \\\\ \\hline 3 & 4 \\end{array}\\right] \\quad \\sum_{i=1}^{n} \\vec{v}_i \\cdot \\hat{w} \\quad \\begin{cases} 1 & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases} \\]\n\n$\\fcolorbox{red}{aqua}{x} \\pmb{y} \\cancel{z}$';
  const nodes = [{ id: 'q', parent: null, role: 'user', content: 'Explain.' }, { id: 'a', parent: 'q', role: 'assistant', model: 'm', content }];
  await page.evaluate((body) => fetch('/studio/api/chats/written', { method: 'PUT', body: JSON.stringify(body) }), { title: 'Written', nodes, leaf: 'a', revision: 0 });
  await page.setViewportSize({ width: 1360, height: 1500 });
  await page.goto(`${url}/#/chat/written`);
  await page.locator('.message math').first().waitFor();
  await page.locator('.message .hljs-keyword').first().waitFor();
  // A language in a file of its own.
  await page.locator('.message pre', { hasText: 'FROM scratch' }).locator('.hljs-comment').waitFor();
  assert.equal(await page.locator('.message code.source').count(), 0, 'a formula shows its source');
  assert.equal(await page.locator('.message table').count(), 1);
  assert.equal(await page.locator('.message input[type=checkbox]:disabled').count(), 2);
  await page.locator('.message .code').first().getByRole('button', { name: 'Copy' }).click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^import math\n[\s\S]*\(1, -1\)\]$/);
  await page.screenshot({ path: `${shots}/written.png` });
  await accessible(page, 'written');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `${shots}/written-dark.png` });
  await accessible(page, 'written, dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1360, height: 860 });
  await page.evaluate(() => fetch('/studio/api/chats/written', { method: 'DELETE' }));
  await page.goto('about:blank');
}

/** Formulas are drawn as MathML, what is no formula stays text. */
async function formulas(page) {
  const content = 'Euler: $e^{i\\pi} + 1 = 0$, for $5 and $6.\n\n$$\n\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$\n\n\\[ \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix} \\]\n\nBroken: \\(\\frac{1}\\)';
  const nodes = [{ id: 'a', parent: null, role: 'assistant', model: 'm', content }];
  await page.goto(`${url}/`);
  await page.evaluate((body) => fetch('/studio/api/chats/formulas', { method: 'PUT', body: JSON.stringify(body) }), { title: 'Formulas', nodes, leaf: 'a', revision: 0 });
  await page.goto(`${url}/#/chat/formulas`);
  await page.locator('.message math').first().waitFor();
  assert.equal(await page.locator('.message math').count(), 3);
  assert.ok(await page.locator('.message mfrac').evaluate((fraction) => fraction.getBoundingClientRect().height) > 20, 'the fraction is not drawn');
  assert.match(await page.locator('.message .body > .markdown').innerText(), /for \$5 and \$6/);
  assert.match(await page.locator('.message code').innerText(), /frac\{1\}/);
  await page.screenshot({ path: `${shots}/formulas.png` });
  await accessible(page, 'formulas');
  await page.evaluate(() => fetch('/studio/api/chats/formulas', { method: 'DELETE' }));
}

/** A job runs, is cancelled, and is still listed after loading the page again; the report of a comparison has its plots. */
async function workshop(page) {
  await page.goto(`${url}/#/workshop`);
  await page.getByLabel('Also from a model that is quantized').check();
  await page.getByRole('radio', { name: 'Q8_0' }).waitFor();
  await page.getByRole('button', { name: 'Measure the loss' }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('tbody tr td:nth-child(5)')].filter((cell) => cell.textContent.includes('%')).length >= 3);
  await accessible(page, 'workshop');
  await page.getByRole('button', { name: 'Compare files' }).click();
  await page.getByText('How it is measured').click();
  await page.getByLabel('Chunks').fill('1');
  await page.getByLabel('Tokens a chunk').fill('64');
  await page.getByLabel('To be judged').selectOption({ index: 0 });
  await page.getByLabel('Measure the speed').uncheck();
  const before = await page.locator('.job').count();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.locator('.job').nth(before).waitFor();
  await page.getByLabel('Chunks').fill('1000');
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.locator('.job').nth(before + 1).waitFor();
  await page.locator('.job').first().getByRole('button', { name: 'Cancel' }).click();
  await page.locator('.job').first().getByText('cancelled').waitFor();
  await page.locator('.job').nth(1).getByText('done', { exact: true }).waitFor();
  assert.ok(await page.locator('.job').nth(1).locator('.columns canvas').count() >= 2, 'the plots are missing');
  await page.goto('about:blank');
  await page.goto(`${url}/#/workshop`);
  await page.locator('.job').nth(1).getByText('done', { exact: true }).waitFor();
  await page.screenshot({ path: `${shots}/workshop.png`, fullPage: true });
  await accessible(page, 'workshop with jobs');
  while (await page.getByRole('button', { name: 'Remove from the list' }).count()) {
    const count = await page.locator('.job').count();
    await page.getByRole('button', { name: 'Remove from the list' }).first().click();
    await page.waitForFunction((n) => document.querySelectorAll('.job').length < n, count);
  }
}

/** A token is made, seen once, and taken back; the log grows; a hub out of reach is told in one line. */
async function server(page) {
  await page.goto(`${url}/#/server`);
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByLabel('What it is for').fill('story');
  await page.getByRole('button', { name: 'Make it' }).click();
  const secret = await page.locator('.secret').innerText();
  assert.match(secret, /^hearth_/);
  await accessible(page, 'new token');
  await page.keyboard.press('Escape');
  assert.equal((await fetch(`${url}/api/tags`)).status, 401);
  assert.equal((await fetch(`${url}/api/tags`, { headers: { Authorization: `Bearer ${secret}` } })).status, 200);
  await page.getByRole('button', { name: 'Take back story' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
  await page.getByText('No token is asked for.').waitFor();
  assert.equal((await fetch(`${url}/api/tags`)).status, 200);
  await page.getByLabel('Show the requests of these pages too').check();
  await page.getByRole('log', { name: 'Log' }).filter({ hasText: 'event=request' }).waitFor();
  assert.equal(await page.locator('.plot canvas').count(), 6, 'plots of the server are missing');
  await page.waitForTimeout(4500);
  await page.screenshot({ path: `${shots}/server.png`, fullPage: true });
  await page.goto(`${url}/#/discover`);
  await page.getByLabel('Search models').fill('smollm2');
  await page.getByRole('button', { name: 'Search the hub' }).click();
  await page.waitForFunction(() => /repositor|can't be asked|not answered yet|Nothing found/.test(document.querySelector('[aria-label="Found in the hub"] [role="status"]').textContent), null, { timeout: 2500 });
  console.log('hub:', await page.locator('[aria-label="Found in the hub"] [role="status"]').innerText());
  await page.getByRole('heading', { name: 'smollm2:360m' }).waitFor();

  // A download is a job of the server: it is there again after loading the page again.
  await page.getByLabel('Name of a model').fill('hf.co/no-such-owner/no-such-repository');
  await page.locator('form').first().getByRole('button', { name: 'Download' }).click();
  const card = page.getByRole('region', { name: 'hf.co/no-such-owner/no-such-repository' });
  await card.getByText('Failed').waitFor();
  await page.goto('about:blank');
  await page.goto(`${url}/#/discover`);
  await card.getByText('Failed').waitFor();
  await card.getByRole('button', { name: 'Close' }).click();
  await card.waitFor({ state: 'detached' });
}

/** Benchmarks of before are a plot that tells its values to the pointer and follows the colours of the page. */
async function machine(page) {
  const kept = await page.evaluate(async () => (await fetch('/studio/api/settings')).json());
  const benchmarks = [31.5, 30.2, 33.8, 29.9].map((decode, i) => ({ when: new Date(Date.UTC(2026, 0, 1 + i)).toISOString(), model: 'm:1', first: 0.4, prefill: 210 + i, decode }));
  await page.evaluate((body) => fetch('/studio/api/settings', { method: 'PUT', body: JSON.stringify(body) }), { ...kept, benchmarks });
  await page.goto('about:blank');
  await page.goto(`${url}/#/machine`);
  const plot = page.locator('.columns');
  await plot.locator('canvas').waitFor();
  assert.match(await plot.getAttribute('aria-label'), /4 runs, from 29.9 to 33.8/);
  const ink = () => plot.locator('canvas').evaluate((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(Math.round(canvas.width * 0.4), canvas.height - 20, 1, 1);
    return [...data].join();
  });
  const light = await ink();
  assert.notEqual(light, '0,0,0,0', 'the bars are not drawn');
  const { width, height } = await plot.boundingBox();
  await plot.hover({ position: { x: width * 0.85, y: height / 2 } });
  await plot.locator('.reading').filter({ hasText: '29.9' }).waitFor();
  await plot.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${shots}/machine-plot.png` });
  await accessible(page, 'machine with a plot');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(300);
  assert.notEqual(await ink(), light, 'the bars keep the colours of before');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 700, height: 860 });
  await page.waitForTimeout(300);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'the plot is wider than the page');
  await page.setViewportSize({ width: 1360, height: 860 });
  await page.evaluate((body) => fetch('/studio/api/settings', { method: 'PUT', body: JSON.stringify(body) }), kept);
}

/** Every other page draws, in the three languages and both themes. */
async function pages() {
  for (const [name, options] of [['desktop-dark', { viewport: { width: 1360, height: 860 }, colorScheme: 'dark' }],
    ['phone', { viewport: { width: 390, height: 844 }, colorScheme: 'light', hasTouch: true, isMobile: true, locale: 'de-DE' }],
    ['desktop-zh', { viewport: { width: 1100, height: 800 }, colorScheme: 'light', locale: 'zh-CN' }]]) {
    const page = await open(options);
    await page.locator('.chat-list a').first().waitFor({ state: 'attached' });
    const first = await page.locator('.chat-list a').first().getAttribute('href');
    for (const hash of [first, '#/compare', '#/models', '#/discover', '#/workshop', '#/server', '#/machine', '#/settings']) {
      await page.goto(`${url}/${hash}`);
      await page.waitForTimeout(1200);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(wide <= 0, `${name} ${hash} is ${wide} px too wide`);
      const file = hash.split('/')[1];
      await page.screenshot({ path: `${shots}/${name}-${file}.png` });
      await accessible(page, `${name} ${file}`);
    }
    await page.context().close();
  }
}

const page = await chat();
await hostile(page);
await secondWall();
await growing(page);
await colours(page);
await written(page);
await formulas(page);
if (!process.env.CHAT_ONLY) await workshop(page);
if (!process.env.CHAT_ONLY) await server(page);
if (!process.env.CHAT_ONLY) await machine(page);
if (!process.env.CHAT_ONLY) await pages();
assert.deepEqual(strangers, [], 'requests to elsewhere');
assert.deepEqual(troubles, [], 'errors in the browser');
await browser.close();
console.log('the story is complete');
