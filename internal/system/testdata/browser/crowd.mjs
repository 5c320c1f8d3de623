// Begins three times in a crowd: on the page of waiting, with script; on the
// first page, with script; and without. Prints a line for each that got in, and
// how long it took from the button.
import { open } from './open.mjs';

const [base] = process.argv.slice(2);
const browser = await open();

async function begin(how, script) {
  const page = await browser.newPage();
  const faults = [];
  let waited = false;
  page.on('response', (r) => (waited ||= r.url().includes('/start') && r.status() === 200));
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('console', (m) => m.type() === 'error' && !m.text().includes("'data:,'") && faults.push(m.text())); // the empty icon
  await page.setJavaScriptEnabled(script);
  await page.goto(base + '/?lang=en');
  const asked = (await page.$$('form[data-bits]')).length > 0;
  const began = Date.now();
  await page.click('button.first');
  for (let n = 0; !new URL(page.url()).pathname.startsWith('/c/'); n++) {
    if (n > 600) throw new Error(how + ' stays at ' + page.url().slice(0, 40));
    await new Promise((r) => setTimeout(r, 100));
    const at = await page.title().catch(() => '');
    if (at === 'You can begin') await Promise.all([page.waitForNavigation(), page.click('button.first')]);
  }
  console.log(how, asked ? 'asked' : 'not asked', waited ? 'waited' : 'at once', Math.round((Date.now() - began) / 1000) + ' s');
  for (const fault of faults) console.log('fault ' + fault);
  await page.close();
}

await begin('stranger', true);
await begin('script', true);
await begin('plain', false);
await browser.close();
