// Looks at pages: the first address, or a cookie as NAME=VALUE, lets the browser
// in, each further one is seen wide and light, then narrow and dark. Prints a line for what axe-core
// finds against WCAG 2.2 AA and for what is wider than the window, and "found",
// with what a search page shows.
import { axe, open } from './open.mjs';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const browser = await open();
const page = await browser.newPage();
await page.setBypassCSP(true); // for axe-core alone
page.on('pageerror', (fault) => console.log(`fault ${fault.message}`));
const [first, ...addresses] = process.argv.slice(2);
const [, name, value] = first.match(/^(\w[\w-]*)=(\S+)$/) ?? [];
if (name) await page.setCookie({ name, value, url: addresses[0], path: '/', secure: true });
else await page.goto(first);
let pages = 0;
for (const address of addresses) {
  for (const { width, scheme } of [{ width: 1200, scheme: 'light' }, { width: 360, scheme: 'dark' }]) {
    await page.setViewport({ width, height: 800 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    const answer = await page.goto(address);
    if (answer && answer.status() >= 400) console.log(`${address}: status ${answer.status()}`);
    if (address.includes('search.html?')) {
      await page.waitForFunction(() => document.querySelector('#found p').textContent !== '', { timeout: 20000 });
      if (width === 360) console.log(`found ${await page.$eval('#found', (e) => e.innerText.replace(/\s+/g, ' '))}`);
    }
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wider > 0) console.log(`${address}: ${wider} px wider than ${width} px`);
    const cut = await page.$$eval('.stack', (all) => all.filter((e) => e.scrollWidth > e.clientWidth + 1).length);
    if (cut > 0 && width === 360) console.log(`${address}: ${cut} tables are wider than ${width} px`);
    await page.evaluate(axe);
    const seen = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
    for (const v of seen.violations) console.log(`${address}: ${v.id} at ${v.nodes.map((n) => n.target).join(', ')}`);
    pages++;
  }
}
await browser.close();
console.log(`pages ${pages}`);
