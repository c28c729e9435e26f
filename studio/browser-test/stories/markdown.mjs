// What models write: headings, tables, code, formulas, whole and while it grows.
import assert from 'node:assert/strict';
import { STORIES } from '../growing-texts.mjs';
import { PATIENCE, copied, drop, eventually, put } from '../stage.mjs';

/** A text that is shown while it grows looks as one that is shown at once, and its finished parts stay the same elements. */
async function growing(stage, page) {
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
  stage.say(`growing: ${compared} beginnings look as if shown at once`);
}

/** Code keeps its element and its colours while it grows; code that takes long to colour stops nothing. */
async function colours(stage, page) {
  const seen = await page.evaluate(async (patience) => {
    const { MarkdownView } = await import('/studio/js/markdown/view.js');
    const view = new MarkdownView();
    // Only code that is seen gets colours.
    document.querySelector('main').prepend(view.element);
    const code = `a\n\n\`\`\`java\n${'int a = 5; // x\n'.repeat(40)}`;
    const waits = async (count, what = '.hljs-comment') => {
      for (const end = Date.now() + patience; Date.now() < end && view.element.querySelectorAll(what).length < count;) await new Promise((resolve) => { setTimeout(resolve, 20); });
    };
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
    await waits(2, '.hljs-keyword');
    const both = view.element.querySelectorAll('.hljs-keyword').length;
    // As long as the same without colours, on whatever machine.
    const blocked = [];
    for (const language of ['text', 'cpp']) {
      const start = performance.now();
      view.set(`\`\`\`${language}\n${'a\n'.repeat(20_000)}`);
      await new Promise((resolve) => { setTimeout(resolve, 0); });
      blocked.push(Math.round(performance.now() - start));
    }
    view.element.remove();
    return { before, at, all, same, whole, both, blocked };
  }, PATIENCE);
  const { blocked: [plain, blocked], ...rest } = seen;
  assert.deepEqual(rest, { before: 12, at: 12, all: 40, same: true, whole: true, both: 2 });
  stage.say(`colours follow; slow code stops the page for ${blocked} ms, without colours for ${plain} ms`);
  assert.ok(blocked < 1000 + 10 * plain, `slow code stops the page for ${blocked} ms, without colours for ${plain} ms`);
}

/** Headings, lists, a table, code, formulas: what a model writes most. */
async function written(stage, page) {
  const content = '# Quadratic equations\n\nThe roots of $ax^2+bx+c$ with **real** coefficients, see [the page](https://a.example/x):\n\n$$\nx_{1,2} = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$\n\n'
    + '| discriminant | roots | example |\n|:--|:-:|--:|\n| $> 0$ | 2 | `x*x - 1` |\n| $= 0$ | 1 | `x*x` |\n| $< 0$ | 0 | H<sub>2</sub>O |\n\n1. Compute $\\Delta$.\n2. Decide:\n   - [x] real\n   - [ ] complex\n\n'
    + '```python\nimport math\n\ndef roots(a: float, b: float, c: float) -> list[float]:\n    """Real roots."""\n    d = b ** 2 - 4 * a * c  # discriminant\n    return [] if d < 0 else [(-b + s * math.sqrt(d)) / (2 * a) for s in (1, -1)]\n```\n\n'
    + '> A quote with $\\mathbb{R} \\subset \\mathbb{C}$ and $\\mathcal{L}(\\boldsymbol{\\theta})$.\n\n```dockerfile\nFROM scratch # base\nCOPY a /b\n```\n\n\\[ \\begin{aligned} f(x) &= \\int_0^1 x\\,dx \\\\ &= \\boxed{\\tfrac12} \\end{aligned} \\quad'
    + '\\left[\\begin{array}{c|c} 1 & 2 \\\\ \\hline 3 & 4 \\end{array}\\right] \\quad \\sum_{i=1}^{n} \\vec{v}_i \\cdot \\hat{w} \\quad \\begin{cases} 1 & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases} \\]\n\n$\\fcolorbox{red}{aqua}{x} \\pmb{y} \\cancel{z}$';
  const nodes = [{ id: 'q', parent: null, role: 'user', content: 'Explain.' }, { id: 'a', parent: 'q', role: 'assistant', model: 'm', content }];
  await put(page, 'written', { title: 'Written', nodes, leaf: 'a' });
  await page.setViewportSize({ width: 1360, height: 1500 });
  await page.goto(`${stage.url}/#/chat/written`);
  await page.locator('.message math').first().waitFor();
  await page.locator('.message .hljs-keyword').first().waitFor();
  // A language in a file of its own.
  await page.locator('.message pre', { hasText: 'FROM scratch' }).locator('.hljs-comment').waitFor();
  await eventually(page, () => page.locator('.message code.source').count(), 0, 'a formula shows its source');
  assert.equal(await page.locator('.message table').count(), 1);
  assert.equal(await page.locator('.message input[type=checkbox]:disabled').count(), 2);
  await page.locator('.message .code').first().getByRole('button', { name: 'Copy' }).click();
  await copied(page, (text) => /^import math\n[\s\S]*\(1, -1\)\]$/.test(text), 'the code is not copied as it is');
  await stage.look(page, 'written');
  await page.emulateMedia({ colorScheme: 'dark' });
  await stage.look(page, 'written-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1360, height: 860 });
  await drop(page, 'written');
  await page.goto('about:blank');
}

/** Formulas are drawn as MathML, what is no formula stays text. */
async function formulas(stage, page) {
  const content = 'Euler: $e^{i\\pi} + 1 = 0$, for $5 and $6.\n\n$$\n\\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}\n$$\n\n\\[ \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix} \\]\n\nBroken: \\(\\frac{1}\\)';
  const nodes = [{ id: 'a', parent: null, role: 'assistant', model: 'm', content }];
  await page.goto(`${stage.url}/`);
  await put(page, 'formulas', { title: 'Formulas', nodes, leaf: 'a' });
  await page.goto(`${stage.url}/#/chat/formulas`);
  await page.locator('.message math').first().waitFor();
  await eventually(page, () => page.locator('.message math').count(), 3);
  assert.ok(await page.locator('.message mfrac').evaluate((fraction) => fraction.getBoundingClientRect().height) > 20, 'the fraction is not drawn');
  assert.match(await page.locator('.message .body > .markdown').innerText(), /for \$5 and \$6/);
  assert.match(await page.locator('.message code').innerText(), /frac\{1\}/);
  await stage.look(page, 'formulas');
  await drop(page, 'formulas');
}

export default async function markdown(stage) {
  const page = await stage.open('#/chat');
  await page.getByLabel('Write a message').waitFor();
  await growing(stage, page);
  await colours(stage, page);
  await written(stage, page);
  await formulas(stage, page);
}
