// Goes through a whole interview with script switched off, by the mouse and the
// keyboard alone, and prints the requests made and the receipt.
import { open } from './open.mjs';

const [base, lang] = process.argv.slice(2);
const browser = await open();
const page = await browser.newPage();
await page.setJavaScriptEnabled(false);
await page.setViewport({ width: 360, height: 740, isMobile: true, hasTouch: true });
const elsewhere = [];
page.on('request', (r) => r.url().startsWith(base) || elsewhere.push(r.url()));

const follow = (act) => Promise.all([page.waitForNavigation(), act()]);
const choose = (id) => page.click(`label[for="${id}"]`);

await page.goto(`${base}/?lang=${lang}`);
const seen = () => page.$$eval('button.first', (all) => all.findIndex((b) => b.offsetParent));
const press = async () => (await page.$$('button.first'))[await seen()].click();
await follow(press);
for (let n = 0; !page.url().endsWith('/done'); n++) {
  if (n > 30) throw new Error('the interview does not come to an end at ' + page.url().split('/').pop());
  const dir = await page.$eval('html', (e) => e.lang + ' ' + e.dir);
  if (dir !== lang + (lang === 'fa' ? ' rtl' : ' ltr')) throw new Error('a page is in ' + dir);
  // Of every group the first choice, every menu its third line, every line a number.
  const first = new Map();
  for (const i of await page.$$eval('input[type=radio],input[type=checkbox]', (all) => all.map((i) => [i.name, i.id, i.value]))) {
    if (!first.has(i[0]) && !i[2].startsWith('~')) first.set(i[0], i[1]);
  }
  for (const [name, id] of first) await choose(name.includes('_another_') ? id.replace(/1$/, '2') : id);
  for (const id of await page.$$eval('select', (all) => all.filter((s) => s.offsetParent && !s.name.endsWith('_rank_2')).map((s) => s.id))) {
    if (/_rank_[3-9]$/.test(id)) continue;
    await page.select('#' + id, await page.$eval('#' + id, (s) => s.options[Math.min(3, s.options.length - 1)].value));
  }
  for (const id of await page.$$eval('input.number', (all) => all.map((i) => i.id))) {
    await page.click('#' + id, { clickCount: 3 });
    await page.type('#' + id, id.includes('age') ? '34' : '8');
  }
  for (const id of await page.$$eval('textarea, input[type=text]:not(.number)', (all) => all.filter((i) => i.offsetParent).map((i) => i.id))) {
    await page.click('#' + id, { clickCount: 3 });
    await page.type('#' + id, 'Пример ' + lang);
  }
  await follow(press);
}
console.log('receipt ' + (await page.$eval('#receipt', (e) => e.textContent)));
for (const url of elsewhere) console.log('elsewhere ' + url);
await browser.close();
