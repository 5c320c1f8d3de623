// Looks at every page of a gallery and prints what is wrong, a line each: first
// the address, then what axe-core finds against WCAG 2.2 AA and what is wider
// than the window. English is seen wide, Russian narrow and dark, Persian narrow,
// and at last each of them narrow with letters of twice the size.
import { axe, open } from './open.mjs';

const seen = {
  en: { width: 1200, dark: false },
  ru: { width: 360, dark: true },
  fa: { width: 360, dark: false },
};
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

const browser = await open();
const page = await browser.newPage();
await page.setBypassCSP(true); // for axe-core alone; the pages have no script
const base = process.argv[2];
await page.goto(base);
const addresses = await page.$$eval('a', (links) => links.map((a) => a.href));
let pages = 0;
for (const address of [base, ...addresses]) {
  const lang = address.slice(base.length).split('/')[0] || 'en';
  await page.setViewport({ width: seen[lang].width, height: 800 });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: seen[lang].dark ? 'dark' : 'light' }]);
  await page.goto(address);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wider > 0) console.log(`${address}: ${wider} px wider than the window`);
  await page.evaluate(axe);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
  for (const v of found.violations) console.log(`${address}: ${v.id} at ${v.nodes.map((n) => n.target).join(', ')}`);
  await page.setViewport({ width: 360, height: 800 });
  const large = await page.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
    return document.documentElement.scrollWidth - innerWidth;
  });
  if (large > 0) console.log(`${address}: ${large} px wider than a telephone with large letters`);
  pages++;
}
await browser.close();
console.log(`pages ${pages}`);
